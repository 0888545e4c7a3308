package control

import (
	"net/http"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/wire"
)

// getSeed is what a test needs to know before it begins. What stands at the top is of
// the first organization.
func (s *Surface) getSeed(*http.Request) (any, error) {
	keys, organizations := wire.Object{}, []wire.Object{}
	for _, k := range s.world.Keys {
		keys[k.Name] = k.Secret
	}
	home, other := s.world.Orgs[0], s.world.Orgs[1]
	for _, o := range s.world.Orgs {
		if s.world.SignedIn().MemberOf(o) {
			organizations = append(organizations, s.seedOrganization(o))
		}
	}
	out := s.seedContents(home)
	out["api_base"], out["app_base"] = s.world.Base, s.world.Base
	out["keys"] = keys
	out["organization_id"] = home.ID
	out["other_lead_id"] = s.world.LeadsOf(other)[0].ID
	out["organizations"] = organizations
	out["oauth"] = wire.Object{"client_id": s.oauth.Client().ID, "client_secret": s.oauth.Client().Secret}
	return out, nil
}

// seedOrganization is one organization of the demo user, in the order of the consent
// page: key is the name of the user's key there.
func (s *Surface) seedOrganization(o *crm.Org) wire.Object {
	out := s.seedContents(o)
	out["id"], out["name"], out["role"] = o.ID, o.Name, s.world.SignedIn().Roles[o.ID]
	out["lead_id"] = s.world.LeadsOf(o)[0].ID
	for _, k := range s.world.Keys {
		if k.User == s.world.SignedIn() && k.Org == o {
			out["key"] = k.Name
		}
	}
	return out
}

// seedContents lists what an organization has.
func (s *Surface) seedContents(o *crm.Org) wire.Object {
	leads, users := []wire.Object{}, []wire.Object{}
	for _, l := range s.world.LeadsOf(o) {
		contacts := []string{}
		for _, c := range l.Contacts {
			contacts = append(contacts, c.ID)
		}
		leads = append(leads, wire.Object{
			"id": l.ID, "name": l.Props["name"], "url": l.Props["url"], "contacts": contacts, "custom_objects": l.CustomObjects,
			"notes": ids(l.Notes), "tasks": ids(l.Tasks), "opportunities": ids(l.Opportunities),
		})
	}
	for _, u := range s.world.UsersOf(o) {
		users = append(users, wire.Object{"id": u.ID, "name": u.Name(), "former": u.Former})
	}
	return wire.Object{
		"leads":          leads,
		"fields":         s.seedFields(o, "lead"),
		"contact_fields": s.seedFields(o, "contact"),
		"users":          users,
		"statuses":       crm.RenderStatuses(o),
		"pipelines":      crm.RenderPipelines(o),
	}
}

func ids(list []wire.Object) []any {
	out := []any{}
	for _, o := range list {
		out = append(out, o["id"])
	}
	return out
}

func (s *Surface) seedFields(o *crm.Org, objectType string) []wire.Object {
	out := []wire.Object{}
	fields, _ := o.FieldsOn(objectType)
	for _, f := range fields {
		out = append(out, wire.Object{
			"id": f.ID, "key": "custom." + f.ID, "name": f.Name, "type": f.Type, "multiple": f.Multiple,
			"choices": wire.NonNil(f.Choices), "shared": f.Associations != nil,
			"locked_for_demo": !f.EditableBy(objectType, s.world.SignedIn().Roles[o.ID]),
		})
	}
	return out
}
