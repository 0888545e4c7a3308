package crm

import (
	"maps"
	"slices"
	"strings"

	"leadpatch/web/sandbox/wire"
)

// RenderPipelines are the pipelines of an organization as the API answers them.
func RenderPipelines(o *Org) []wire.Object {
	out := []wire.Object{}
	for _, p := range o.Pipelines {
		statuses := []wire.Object{}
		for _, st := range p.Statuses {
			statuses = append(statuses, wire.Object{"id": st.ID, "label": st.Label, "type": st.Type})
		}
		out = append(out, wire.Object{
			"id": p.ID, "name": p.Name, "organization_id": o.ID, "statuses": statuses,
			"created_by": nil, "updated_by": nil, "date_created": wire.ISOTime(SeedTime), "date_updated": wire.ISOTime(SeedTime),
		})
	}
	return out
}

// untitled is what Close shows for a lead without a name.
const untitled = "Untitled"

// DisplayName is the lead's name, or what Close shows in its place.
func (l *Lead) DisplayName() string {
	if name, _ := l.Props["name"].(string); strings.TrimSpace(name) != "" {
		return name
	}
	return untitled
}

// LeadURL is the address of the page of a lead.
func (w *World) LeadURL(id string) string { return w.Base + "/lead/" + id + "/" }

// RenderLead is the lead as the API answers it.
func (w *World) RenderLead(l *Lead) wire.Object {
	contacts, contactIDs := []wire.Object{}, []string{}
	for _, c := range l.Contacts {
		contacts = append(contacts, w.RenderContact(c, l))
		contactIDs = append(contactIDs, c.ID)
	}
	opportunities, tasks := []wire.Object{}, []wire.Object{}
	for _, o := range l.Opportunities {
		opportunities = append(opportunities, OpportunityKind.Render(w, o, l))
	}
	for _, o := range l.Tasks {
		// A lead shows those that wait, and not the calls.
		if o["is_complete"] != true && o["_type"] == TaskLead {
			tasks = append(tasks, TaskKind.Render(w, o, l))
		}
	}
	out := wire.Object{
		"id":                l.ID,
		"organization_id":   l.Org.ID,
		"display_name":      l.DisplayName(),
		"html_url":          w.LeadURL(l.ID),
		"contact_ids":       contactIDs,
		"contacts":          contacts,
		"opportunities":     opportunities,
		"tasks":             tasks,
		"integration_links": []wire.Object{},
		"created_by":        l.CreatedBy.ID,
		"created_by_name":   l.CreatedBy.Name(),
		"updated_by":        l.UpdatedBy.ID,
		"updated_by_name":   l.UpdatedBy.Name(),
		"date_created":      wire.ISOTime(l.Created),
		"date_updated":      wire.ISOTime(l.Updated),
	}
	maps.Copy(out, l.Props)
	if id, isText := out["status_id"].(string); isText {
		if found, ok := l.Org.StatusByID(id); ok {
			out["status_label"] = found.Label
		}
	}
	return out
}

// RenderField is a custom field of an organization as the API answers it.
func (w *World) RenderField(f *Field, o *Org) wire.Object {
	out := wire.Object{
		"id":                      f.ID,
		"organization_id":         o.ID,
		"name":                    f.Name,
		"description":             textOrNull(f.Description),
		"type":                    f.Type,
		"accepts_multiple_values": f.Multiple,
		"choices":                 nil,
		"created_by":              o.Colleague.ID,
		"updated_by":              o.Colleague.ID,
		"date_created":            wire.ISOTime(SeedTime),
		"date_updated":            wire.ISOTime(SeedTime),
	}
	if f.Choices != nil {
		out["choices"] = f.Choices
	}
	if f.ConvertingTo != "" {
		out["converting_to_type"] = f.ConvertingTo
	}
	if f.ReferencedType != "" {
		out["referenced_custom_type_id"] = f.ReferencedType
	}
	if f.Associations == nil {
		out["editable_with_roles"] = wire.NonNil(f.Roles)
		return out
	}
	associations := []wire.Object{}
	for _, a := range f.Associations {
		associations = append(associations, wire.Object{
			"object_type": a.ObjectType, "editable_with_roles": wire.NonNil(a.Roles), "required": false,
		})
	}
	out["associations"] = associations
	return out
}

// RenderUser is a user as the API answers it.
func (w *World) RenderUser(u *User) wire.Object {
	organizations := []string{}
	if !u.Former {
		organizations = append(organizations, slices.Sorted(maps.Keys(u.Roles))...)
	}
	return wire.Object{
		"id":            u.ID,
		"email":         u.Email,
		"first_name":    u.First,
		"last_name":     u.Last,
		"image":         "",
		"organizations": organizations,
		"date_created":  wire.ISOTime(SeedTime),
		"date_updated":  wire.ISOTime(SeedTime),
	}
}

// RenderStatuses are the lead statuses of an organization as they stand within it.
func RenderStatuses(o *Org) []wire.Object {
	out := []wire.Object{}
	for _, st := range o.Statuses {
		out = append(out, wire.Object{"id": st.ID, "label": st.Label})
	}
	return out
}

// renderOrg is the organization as it stands in /me/ and /organization/{id}/, there
// with the memberships.
func (w *World) renderOrg(o *Org) wire.Object {
	return wire.Object{
		"id":            o.ID,
		"name":          o.Name,
		"lead_statuses": RenderStatuses(o),
		"pipelines":     RenderPipelines(o),
		"currency":      "EUR",
		"plan_type":     "lite",
		"created_by":    nil,
		"updated_by":    nil,
		"date_created":  wire.ISOTime(SeedTime),
		"date_updated":  wire.ISOTime(SeedTime),
	}
}

func membership(u *User, o *Org) wire.Object {
	return wire.Object{
		"id":                  MakeID("memb", u.ID+" in "+o.ID),
		"user_id":             u.ID,
		"role_id":             u.Roles[o.ID],
		"permissions_granted": PermissionsOf(u.Roles[o.ID]),
		"auto_record_calls":   "unset",
		"track_email_opens":   true,
	}
}

// PermissionsOf returns what a role may do.
func PermissionsOf(role string) []string {
	if role == RoleAdmin {
		return []string{"bulk_edit", "delete_leads", "export", "manage_customizations", "manage_organization", "view_all_leads"}
	}
	return []string{"bulk_edit", "export", "view_all_leads"}
}

// RenderMe is the answer of /me/: all organizations of the user. The one that the
// caller speaks for comes first.
func (w *World) RenderMe(u *User, first *Org) wire.Object {
	out := w.RenderUser(u)
	organizations, memberships := []wire.Object{}, []wire.Object{}
	for _, o := range w.Orgs {
		if !u.MemberOf(o) {
			continue
		}
		m := membership(u, o)
		m["organization_id"] = o.ID
		if o == first {
			organizations = slices.Insert(organizations, 0, w.renderOrg(o))
			memberships = slices.Insert(memberships, 0, m)
			continue
		}
		organizations, memberships = append(organizations, w.renderOrg(o)), append(memberships, m)
	}
	out["organizations"], out["memberships"] = organizations, memberships
	out["email_accounts"], out["phone_numbers"] = []wire.Object{}, []wire.Object{}
	out["last_used_timezone"] = "Europe/Berlin"
	return out
}

// RenderOrgWithMembers is the answer of /organization/{id}/.
func (w *World) RenderOrgWithMembers(o *Org) wire.Object {
	out := w.renderOrg(o)
	active, inactive := []wire.Object{}, []wire.Object{}
	for _, u := range w.Users {
		if _, ok := u.Roles[o.ID]; !ok {
			continue
		}
		m := membership(u, o)
		m["user_email"], m["user_full_name"] = u.Email, u.Name()
		m["user_first_name"], m["user_last_name"] = u.First, u.Last
		if u.Former {
			inactive = append(inactive, m)
		} else {
			active = append(active, m)
		}
	}
	out["memberships"], out["inactive_memberships"] = active, inactive
	return out
}

func textOrNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
