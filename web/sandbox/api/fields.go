package api

import (
	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/wire"
)

func (s *Server) getSchema(c *call) (any, *wire.Error) {
	fields, ok := c.caller.Org.FieldsOn(c.id)
	if !ok {
		return nil, notFound("CustomFieldSchema")
	}
	return wire.Object{
		"fields":          s.renderFields(fields, c.caller.Org, func(*crm.Field) bool { return true }),
		"name":            map[string]string{"lead": "Lead", "contact": "Contact"}[c.id],
		"object_type":     c.id,
		"organization_id": c.caller.Org.ID,
	}, nil
}

func (s *Server) renderFields(fields []*crm.Field, o *crm.Org, wanted func(*crm.Field) bool) []wire.Object {
	rows := []wire.Object{}
	for _, f := range fields {
		if wanted(f) {
			rows = append(rows, s.world.RenderField(f, o))
		}
	}
	return rows
}

func (s *Server) listLeadFields(c *call) (any, *wire.Error) {
	regular := func(f *crm.Field) bool { return f.Associations == nil }
	return page(c, s.renderFields(c.caller.Org.LeadFields, c.caller.Org, regular), maxLimit)
}

func (s *Server) listSharedFields(c *call) (any, *wire.Error) {
	shared := func(f *crm.Field) bool { return f.Associations != nil }
	return page(c, s.renderFields(c.caller.Org.LeadFields, c.caller.Org, shared), maxLimit)
}
