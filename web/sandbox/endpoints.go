package main

import (
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// The largest _limit of the lists, and the one they have without a _limit.
const (
	maxLimit     = 100
	maxLeadLimit = 200
	defaultLimit = 100
)

func notFound(kind string) *apiError {
	return plainError(http.StatusNotFound, fmt.Sprintf(textNoObject, kind))
}

func (s *apiServer) getMe(c *call) (any, *apiError) {
	return selectFields(s.world.renderMe(c.caller.User, c.caller.Org), c.request.URL.Query().Get("_fields")), nil
}

// visibleLead finds a lead that the caller may see. To others it does not exist.
func (s *apiServer) visibleLead(c *call) (*lead, *apiError) {
	l := s.world.lead(c.id)
	if l == nil || !c.caller.visible(l.Org) {
		return nil, notFound("Lead")
	}
	return l, nil
}

func (s *apiServer) getLead(c *call) (any, *apiError) {
	l, err := s.visibleLead(c)
	if err != nil {
		return nil, err
	}
	fields, err := c.selection()
	if err != nil {
		return nil, err
	}
	return selectFields(s.world.renderLead(l), fields), nil
}

func (s *apiServer) putLead(c *call) (any, *apiError) {
	l, err := s.visibleLead(c)
	if err != nil {
		return nil, err
	}
	fields, err := c.selection()
	if err != nil {
		return nil, err
	}
	body, err := c.patch()
	if err != nil {
		return nil, err
	}
	props, err := newLeadPut(l, s.world.usersOf(l.Org), c.caller.User.Roles[l.Org.ID], s.world.options).apply(body)
	if err != nil {
		return nil, err
	}
	s.world.change(l, props, c.actor())
	return selectFields(s.world.renderLead(l), fields), nil
}

// patch reads the body of a PUT, which must say that it is JSON.
func (c *call) patch() (object, *apiError) {
	kind, _, malformed := mime.ParseMediaType(c.request.Header.Get("Content-Type"))
	if malformed != nil || kind != "application/json" {
		return nil, plainError(http.StatusBadRequest, textContentType)
	}
	return parseBody(c.body)
}

func (w *World) usersOf(o *org) []*user {
	return slices.DeleteFunc(slices.Clone(w.Users), func(u *user) bool {
		_, member := u.Roles[o.ID]
		return !member
	})
}

func (s *apiServer) listLeads(c *call) (any, *apiError) {
	leads := s.world.leadsOf(c.caller.Org)
	query := c.request.URL.Query()
	if query.Has("id__in") {
		ids := strings.Split(query.Get("id__in"), ",")
		leads = slices.DeleteFunc(leads, func(l *lead) bool { return !slices.Contains(ids, l.ID) })
	}
	rows := []object{}
	for _, l := range leads {
		rows = append(rows, s.world.renderLead(l))
	}
	list, err := page(c, rows, maxLeadLimit)
	if err != nil {
		return nil, err
	}
	list["total_results"] = len(leads)
	return list, nil
}

func (s *apiServer) listStatuses(c *call) (any, *apiError) {
	rows := []object{}
	for _, st := range c.caller.Org.Statuses {
		rows = append(rows, object{"id": st.ID, "label": st.Label, "organization_id": c.caller.Org.ID})
	}
	slices.SortFunc(rows, func(a, b object) int { return strings.Compare(a["id"].(string), b["id"].(string)) })
	return page(c, rows, maxLimit)
}

func (s *apiServer) getSchema(c *call) (any, *apiError) {
	fields, ok := c.caller.Org.fieldsOn(c.id)
	if !ok {
		return nil, notFound("CustomFieldSchema")
	}
	return object{
		"fields":          s.renderFields(fields, c.caller.Org, func(*field) bool { return true }),
		"name":            map[string]string{"lead": "Lead", "contact": "Contact"}[c.id],
		"object_type":     c.id,
		"organization_id": c.caller.Org.ID,
	}, nil
}

func (s *apiServer) renderFields(fields []*field, o *org, wanted func(*field) bool) []object {
	rows := []object{}
	for _, f := range fields {
		if wanted(f) {
			rows = append(rows, s.world.renderField(f, o))
		}
	}
	return rows
}

func (s *apiServer) listLeadFields(c *call) (any, *apiError) {
	regular := func(f *field) bool { return f.Associations == nil }
	return page(c, s.renderFields(c.caller.Org.LeadFields, c.caller.Org, regular), maxLimit)
}

func (s *apiServer) listSharedFields(c *call) (any, *apiError) {
	shared := func(f *field) bool { return f.Associations != nil }
	return page(c, s.renderFields(c.caller.Org.LeadFields, c.caller.Org, shared), maxLimit)
}

func (s *apiServer) listUsers(c *call) (any, *apiError) {
	rows := []object{}
	for _, u := range s.world.usersOf(c.caller.Org) {
		rows = append(rows, s.world.renderUser(u))
	}
	return page(c, rows, maxLimit)
}

func (s *apiServer) getOrganization(c *call) (any, *apiError) {
	o := s.world.org(c.id)
	if o == nil || !c.caller.visible(o) {
		return nil, notFound("Organization")
	}
	return selectFields(s.world.renderOrgWithMembers(o), c.request.URL.Query().Get("_fields")), nil
}

// page cuts rows to what _skip, _limit and _fields ask for.
func page(c *call, rows []object, largest int) (object, *apiError) {
	query := c.request.URL.Query()
	numbers := map[string]int{"_skip": 0, "_limit": defaultLimit}
	for name := range numbers {
		if !query.Has(name) {
			continue
		}
		number, err := strconv.Atoi(query.Get(name))
		if err != nil || number < 0 {
			return nil, plainError(http.StatusBadRequest, fmt.Sprintf(textNotInteger, name, query.Get(name)))
		}
		numbers[name] = number
	}
	fields, err := c.selection()
	if err != nil {
		return nil, err
	}
	limit := numbers["_limit"]
	if limit > largest {
		return nil, plainError(http.StatusBadRequest, fmt.Sprintf(textLimitTooBig, largest))
	}
	from := min(numbers["_skip"], len(rows))
	to := min(from+limit, len(rows))
	data := []object{}
	for _, row := range rows[from:to] {
		data = append(data, selectFields(row, fields))
	}
	return object{"data": data, "has_more": to < len(rows)}, nil
}
