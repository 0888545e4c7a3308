package closeapi

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"leadpatch/wasm/patch"

	"github.com/tidwall/gjson"
)

const (
	mePath     = "/me/"
	statusPath = "/status/lead/"
)

// Me is the user behind the credentials, with the organization that they open.
type Me struct {
	ID, Name, Email  string
	OrganizationID   string
	OrganizationName string
	// RoleID is the user's role there: "admin" and its like, or "role_…".
	RoleID string
}

// Status is one lead status.
type Status struct{ ID, Label string }

// User is a member of the organization, present or former.
type User struct {
	ID, Name string
	Former   bool
}

// CustomField is one field of a custom-field schema.
type CustomField struct {
	ID, Name, Description, Type string
	Multiple                    bool
	Choices                     []string
	// EditableWithRoles are the roles that may change values; empty for all.
	EditableWithRoles []string
	// ConvertingTo is the type that the field is being converted to, or "".
	ConvertingTo string
}

// Me returns the user behind the credentials. Credentials belong to one
// organization, but a user may be a member of several; then the custom-field
// schema, which names its organization, tells which. Source: GET /me/.
func (c *Client) Me(ctx context.Context) (*Me, error) {
	raw, err := c.call(ctx, http.MethodGet, mePath, nil)
	if err != nil {
		return nil, err
	}
	v := gjson.ParseBytes(raw)
	me := &Me{
		ID:    v.Get("id").String(),
		Email: v.Get("email").String(),
		Name:  strings.TrimSpace(v.Get("first_name").String() + " " + v.Get("last_name").String()),
	}
	if me.Name == "" {
		me.Name = me.Email
	}
	orgs := v.Get("organizations").Array()
	if len(orgs) == 1 {
		me.OrganizationID = orgs[0].Get("id").String()
	} else {
		schema, err := c.call(ctx, http.MethodGet, schemaPath(patch.LeadKind), nil)
		if err != nil {
			return nil, err
		}
		me.OrganizationID = gjson.GetBytes(schema, "organization_id").String()
	}
	if _, err := ParseID("user", me.ID); err != nil {
		return nil, &Error{Kind: Failed, Status: http.StatusOK, Err: errors.New("/me/ names no user")}
	}
	if _, err := ParseID("orga", me.OrganizationID); err != nil {
		return nil, &Error{Kind: Failed, Status: http.StatusOK, Err: errors.New("no organization could be found for these credentials")}
	}
	for _, o := range orgs {
		if o.Get("id").String() == me.OrganizationID {
			me.OrganizationName = o.Get("name").String()
		}
	}
	for _, m := range v.Get("memberships").Array() {
		if m.Get("organization_id").String() == me.OrganizationID {
			me.RoleID = m.Get("role_id").String()
		}
	}
	return me, nil
}

// LeadStatuses returns the lead statuses. Their order in the answer is not that
// of Close's interface: see [Organization]. Source: GET /status/lead/.
func (c *Client) LeadStatuses(ctx context.Context) ([]Status, error) {
	raw, err := c.call(ctx, http.MethodGet, statusPath, nil)
	if err != nil {
		return nil, err
	}
	return statusesOf(gjson.GetBytes(raw, "data")), nil
}

func statusesOf(v gjson.Result) []Status {
	var out []Status
	for _, s := range v.Array() {
		out = append(out, Status{s.Get("id").String(), s.Get("label").String()})
	}
	return out
}

// Organization is what an editor needs of GET /organization/{id}/.
type Organization struct {
	ID, Name string
	// StatusOrder are the lead statuses in the order of Close's interface.
	StatusOrder []Status
	Users       []User
	Pipelines   []Pipeline
}

// Pipeline is one pipeline of opportunities with its statuses, in their order.
type Pipeline struct {
	ID, Name string
	Statuses []Status
}

// Pipelines returns the pipelines of an organization of the user. It is the second
// choice after [Client.Organization], for roles that may not read that. Source: GET
// /me/.
func (c *Client) Pipelines(ctx context.Context, organization ID) ([]Pipeline, error) {
	raw, err := c.call(ctx, http.MethodGet, mePath, nil)
	if err != nil {
		return nil, err
	}
	for _, o := range gjson.GetBytes(raw, "organizations").Array() {
		if o.Get("id").String() == organization.String() {
			return pipelinesOf(o.Get("pipelines")), nil
		}
	}
	return nil, nil
}

func pipelinesOf(v gjson.Result) []Pipeline {
	var out []Pipeline
	for _, p := range v.Array() {
		out = append(out, Pipeline{p.Get("id").String(), p.Get("name").String(), statusesOf(p.Get("statuses"))})
	}
	return out
}

// Organization returns the organization with its members, those who have left
// included: their ids still stand in user fields. Source: GET /organization/{id}/.
func (c *Client) Organization(ctx context.Context, id ID) (*Organization, error) {
	raw, err := c.call(ctx, http.MethodGet, "/organization/"+id.String()+"/", nil)
	if err != nil {
		return nil, err
	}
	v := gjson.ParseBytes(raw)
	org := &Organization{ID: v.Get("id").String(), Name: v.Get("name").String(), StatusOrder: statusesOf(v.Get("lead_statuses")), Pipelines: pipelinesOf(v.Get("pipelines"))}
	for _, list := range []string{"memberships", "inactive_memberships"} {
		for _, m := range v.Get(list).Array() {
			name := m.Get("user_full_name").String()
			if name == "" {
				name = strings.TrimSpace(m.Get("user_first_name").String() + " " + m.Get("user_last_name").String())
			}
			if name == "" {
				name = m.Get("user_email").String()
			}
			u := User{ID: m.Get("user_id").String(), Name: name, Former: list == "inactive_memberships"}
			if u.ID != "" && !slices.ContainsFunc(org.Users, func(o User) bool { return o.ID == u.ID }) {
				org.Users = append(org.Users, u)
			}
		}
	}
	return org, nil
}

// maxPages bounds the reading of a list: 100 pages of 100 items.
const maxPages = 100

// pageSize is how many items one page has; Close takes no more.
const pageSize = 100

// Users returns the users that the credentials may see, a user without an
// organization as former. It is the second choice after [Client.Organization],
// for roles that may not read that. Source: GET /user/.
func (c *Client) Users(ctx context.Context) ([]User, error) {
	var out []User
	err := c.list(ctx, "/user/?", func(u gjson.Result) {
		name := strings.TrimSpace(u.Get("first_name").String() + " " + u.Get("last_name").String())
		if name == "" {
			name = u.Get("email").String()
		}
		out = append(out, User{ID: u.Get("id").String(), Name: name, Former: len(u.Get("organizations").Array()) == 0})
	})
	return out, err
}

// CustomObjects returns the ids of a lead's custom objects. Source: GET
// /custom_object/?lead_id=.
func (c *Client) CustomObjects(ctx context.Context, lead ID) ([]string, error) {
	out := []string{}
	err := c.list(ctx, "/custom_object/?lead_id="+lead.String()+"&", func(o gjson.Result) {
		out = append(out, o.Get("id").String())
	})
	return out, err
}

// list calls each with every item of a paged list. path ends where a parameter may
// follow.
func (c *Client) list(ctx context.Context, path string, each func(gjson.Result)) error {
	for page := range maxPages {
		raw, err := c.call(ctx, http.MethodGet, path+"_limit="+strconv.Itoa(pageSize)+"&_skip="+strconv.Itoa(page*pageSize), nil)
		if err != nil {
			return err
		}
		v := gjson.ParseBytes(raw)
		for _, item := range v.Get("data").Array() {
			each(item)
		}
		if !v.Get("has_more").Bool() {
			break
		}
	}
	return nil
}

func schemaPath(kind patch.Kind) string { return "/custom_field_schema/" + string(kind) + "/" }

// CustomFields returns the custom fields of one kind of object, regular and
// shared, in the order of Close's interface. Source: GET
// /custom_field_schema/{object_type}/.
func (c *Client) CustomFields(ctx context.Context, kind patch.Kind) ([]CustomField, error) {
	raw, err := c.call(ctx, http.MethodGet, schemaPath(kind), nil)
	if err != nil {
		return nil, err
	}
	var out []CustomField
	for _, f := range gjson.GetBytes(raw, "fields").Array() {
		field := CustomField{
			ID:                f.Get("id").String(),
			Name:              f.Get("name").String(),
			Description:       f.Get("description").String(),
			Type:              f.Get("type").String(),
			Multiple:          f.Get("accepts_multiple_values").Bool(),
			Choices:           texts(f.Get("choices")),
			EditableWithRoles: texts(f.Get("editable_with_roles")),
			ConvertingTo:      f.Get("converting_to_type").String(),
		}
		// A shared field has its roles by the kind of object that it stands on.
		for _, a := range f.Get("associations").Array() {
			if a.Get("object_type").String() == string(kind) {
				field.EditableWithRoles = texts(a.Get("editable_with_roles"))
			}
		}
		out = append(out, field)
	}
	return out, nil
}

func texts(v gjson.Result) []string {
	var out []string
	for _, t := range v.Array() {
		if t.Type == gjson.String {
			out = append(out, t.Str)
		}
	}
	return out
}
