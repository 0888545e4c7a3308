package main

import (
	"maps"
	"slices"
	"strings"
)

// untitled is what Close shows for a lead without a name.
const untitled = "Untitled"

func (l *lead) displayName() string {
	if name, _ := l.Props["name"].(string); strings.TrimSpace(name) != "" {
		return name
	}
	return untitled
}

func (w *World) leadURL(id string) string { return w.base + "/lead/" + id + "/" }

// renderLead is the lead as the API answers it.
func (w *World) renderLead(l *lead) object {
	contacts, contactIDs := []object{}, []string{}
	for _, c := range l.Contacts {
		contacts = append(contacts, w.renderContact(c, l))
		contactIDs = append(contactIDs, c.ID)
	}
	opportunities, tasks := []object{}, []object{}
	for _, o := range l.Opportunities {
		opportunities = append(opportunities, oppoKind.render(w, o, l))
	}
	for _, o := range l.Tasks {
		// A lead shows those that wait, and not the calls.
		if o["is_complete"] != true && o["_type"] == taskLead {
			tasks = append(tasks, taskKind.render(w, o, l))
		}
	}
	out := object{
		"id":                l.ID,
		"organization_id":   l.Org.ID,
		"display_name":      l.displayName(),
		"html_url":          w.leadURL(l.ID),
		"contact_ids":       contactIDs,
		"contacts":          contacts,
		"opportunities":     opportunities,
		"tasks":             tasks,
		"integration_links": []object{},
		"created_by":        l.CreatedBy.ID,
		"created_by_name":   l.CreatedBy.name(),
		"updated_by":        l.UpdatedBy.ID,
		"updated_by_name":   l.UpdatedBy.name(),
		"date_created":      isoTime(l.Created),
		"date_updated":      isoTime(l.Updated),
	}
	maps.Copy(out, l.Props)
	if id, isText := out["status_id"].(string); isText {
		if found, ok := l.Org.statusByID(id); ok {
			out["status_label"] = found.Label
		}
	}
	return out
}

func (w *World) renderField(f *field, o *org) object {
	out := object{
		"id":                      f.ID,
		"organization_id":         o.ID,
		"name":                    f.Name,
		"description":             textOrNull(f.Description),
		"type":                    f.Type,
		"accepts_multiple_values": f.Multiple,
		"choices":                 nil,
		"created_by":              o.Colleague.ID,
		"updated_by":              o.Colleague.ID,
		"date_created":            isoTime(seedTime),
		"date_updated":            isoTime(seedTime),
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
		out["editable_with_roles"] = nonNil(f.Roles)
		return out
	}
	associations := []object{}
	for _, a := range f.Associations {
		associations = append(associations, object{
			"object_type": a.ObjectType, "editable_with_roles": nonNil(a.Roles), "required": false,
		})
	}
	out["associations"] = associations
	return out
}

func (w *World) renderUser(u *user) object {
	organizations := []string{}
	if !u.Former {
		organizations = append(organizations, slices.Sorted(maps.Keys(u.Roles))...)
	}
	return object{
		"id":            u.ID,
		"email":         u.Email,
		"first_name":    u.First,
		"last_name":     u.Last,
		"image":         "",
		"organizations": organizations,
		"date_created":  isoTime(seedTime),
		"date_updated":  isoTime(seedTime),
	}
}

func renderStatuses(o *org) []object {
	out := []object{}
	for _, st := range o.Statuses {
		out = append(out, object{"id": st.ID, "label": st.Label})
	}
	return out
}

// renderOrg is the organization as it stands in /me/ and /organization/{id}/, there
// with the memberships.
func (w *World) renderOrg(o *org) object {
	return object{
		"id":            o.ID,
		"name":          o.Name,
		"lead_statuses": renderStatuses(o),
		"pipelines":     renderPipelines(o),
		"currency":      "EUR",
		"plan_type":     "lite",
		"created_by":    nil,
		"updated_by":    nil,
		"date_created":  isoTime(seedTime),
		"date_updated":  isoTime(seedTime),
	}
}

func membership(u *user, o *org) object {
	return object{
		"id":                  makeID("memb", u.ID+" in "+o.ID),
		"user_id":             u.ID,
		"role_id":             u.Roles[o.ID],
		"permissions_granted": permissionsOf(u.Roles[o.ID]),
		"auto_record_calls":   "unset",
		"track_email_opens":   true,
	}
}

func permissionsOf(role string) []string {
	if role == roleAdmin {
		return []string{"bulk_edit", "delete_leads", "export", "manage_customizations", "manage_organization", "view_all_leads"}
	}
	return []string{"bulk_edit", "export", "view_all_leads"}
}

// renderMe is the answer of /me/: all organizations of the user. The one that the
// caller speaks for comes first.
func (w *World) renderMe(u *user, first *org) object {
	out := w.renderUser(u)
	organizations, memberships := []object{}, []object{}
	for _, o := range w.Orgs {
		if !u.memberOf(o) {
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
	out["email_accounts"], out["phone_numbers"] = []object{}, []object{}
	out["last_used_timezone"] = "Europe/Berlin"
	return out
}

// renderOrgWithMembers is the answer of /organization/{id}/.
func (w *World) renderOrgWithMembers(o *org) object {
	out := w.renderOrg(o)
	active, inactive := []object{}, []object{}
	for _, u := range w.Users {
		if _, ok := u.Roles[o.ID]; !ok {
			continue
		}
		m := membership(u, o)
		m["user_email"], m["user_full_name"] = u.Email, u.name()
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

// nonNil makes an absent list an empty one, so that it is [] in JSON and not null.
func nonNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func textOrNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
