package main

import "net/http"

// getSeed is what a test needs to know before it begins. What stands at the top is of
// the first organization.
func (s *Surface) getSeed(*http.Request) (any, error) {
	keys, organizations := object{}, []object{}
	for _, k := range s.world.Keys {
		keys[k.Name] = k.Secret
	}
	home, other := s.world.Orgs[0], s.world.Orgs[1]
	for _, o := range s.world.Orgs {
		if s.world.signedIn().memberOf(o) {
			organizations = append(organizations, s.seedOrganization(o))
		}
	}
	out := s.seedContents(home)
	out["api_base"], out["app_base"] = s.world.base, s.world.base
	out["keys"] = keys
	out["organization_id"] = home.ID
	out["other_lead_id"] = s.world.leadsOf(other)[0].ID
	out["organizations"] = organizations
	out["oauth"] = object{"client_id": s.oauth.client().ID, "client_secret": s.oauth.client().Secret}
	return out, nil
}

// seedOrganization is one organization of the demo user, in the order of the consent
// page: key is the name of the user's key there.
func (s *Surface) seedOrganization(o *org) object {
	out := s.seedContents(o)
	out["id"], out["name"], out["role"] = o.ID, o.Name, s.world.signedIn().Roles[o.ID]
	out["lead_id"] = s.world.leadsOf(o)[0].ID
	for _, k := range s.world.Keys {
		if k.User == s.world.signedIn() && k.Org == o {
			out["key"] = k.Name
		}
	}
	return out
}

// seedContents lists what an organization has.
func (s *Surface) seedContents(o *org) object {
	leads, users := []object{}, []object{}
	for _, l := range s.world.leadsOf(o) {
		contacts := []string{}
		for _, c := range l.Contacts {
			contacts = append(contacts, c.ID)
		}
		leads = append(leads, object{
			"id": l.ID, "name": l.Props["name"], "url": l.Props["url"], "contacts": contacts, "custom_objects": l.CustomObjects,
			"notes": ids(l.Notes), "tasks": ids(l.Tasks), "opportunities": ids(l.Opportunities),
		})
	}
	for _, u := range s.world.usersOf(o) {
		users = append(users, object{"id": u.ID, "name": u.name(), "former": u.Former})
	}
	return object{
		"leads":          leads,
		"fields":         s.seedFields(o, "lead"),
		"contact_fields": s.seedFields(o, "contact"),
		"users":          users,
		"statuses":       renderStatuses(o),
		"pipelines":      renderPipelines(o),
	}
}

func ids(list []object) []any {
	out := []any{}
	for _, o := range list {
		out = append(out, o["id"])
	}
	return out
}

func (s *Surface) seedFields(o *org, objectType string) []object {
	out := []object{}
	fields, _ := o.fieldsOn(objectType)
	for _, f := range fields {
		out = append(out, object{
			"id": f.ID, "key": "custom." + f.ID, "name": f.Name, "type": f.Type, "multiple": f.Multiple,
			"choices": nonNil(f.Choices), "shared": f.Associations != nil,
			"locked_for_demo": !f.editableBy(objectType, s.world.signedIn().Roles[o.ID]),
		})
	}
	return out
}
