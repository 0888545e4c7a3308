package control

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/wire"
)

// fieldTypes are the types that a field can have, and whether it may then hold
// several values.
var fieldTypes = map[string]bool{
	crm.TypeText: false, crm.TypeTextarea: false, crm.TypeNumber: false, crm.TypeDate: false, crm.TypeDateTime: false, crm.TypeHidden: false,
	crm.TypeChoices: true, crm.TypeUser: true, crm.TypeContact: true, crm.TypeCustomObject: true,
}

// fieldPatch is what the control surface can change about a custom field. What is
// absent or null stays.
type fieldPatch struct {
	Name    *string  `json:"name"`
	Choices []string `json:"choices"`
	// EditableWithRoles applies to a shared field on the type of object in the path
	// alone.
	EditableWithRoles *[]string `json:"editable_with_roles"`
	// ConvertingToType begins a conversion; "" calls it off.
	ConvertingToType *string `json:"converting_to_type"`
	// Type completes a conversion: the values that the new type cannot hold are gone.
	Type *string `json:"type"`
	// Deleted takes the field away, with its values.
	Deleted bool `json:"deleted"`
}

// putSchemaField changes a custom field of any organization, as an administrator
// would between two requests of somebody else. Shared fields change wherever they
// stand.
func (s *Surface) putSchemaField(r *http.Request) (any, error) {
	objectType := r.PathValue("type")
	in, changed, err := s.pathField(r)
	if err != nil {
		return nil, err
	}
	var patch fieldPatch
	if err := decodeStrict(r.Body, &patch); err != nil {
		return nil, err
	}
	if patch.Deleted {
		s.world.DeleteField(in, changed)
		return wire.Object{}, nil
	}
	next, err := patch.applied(*changed, objectType)
	if err != nil {
		return nil, err
	}
	retyped := next.Type != changed.Type
	*changed = next
	if retyped {
		s.world.ConvertValues(in, changed)
	}
	return s.world.RenderField(changed, in), nil
}

// pathField finds the field that a path names, and the organization that has it.
func (s *Surface) pathField(r *http.Request) (*crm.Org, *crm.Field, error) {
	objectType, id := r.PathValue("type"), r.PathValue("id")
	for _, o := range s.world.Orgs {
		fields, ok := o.FieldsOn(objectType)
		if !ok {
			return nil, nil, fmt.Errorf("%w type of object %q", wire.ErrUnknown, objectType)
		}
		if i := slices.IndexFunc(fields, func(f *crm.Field) bool { return f.ID == id }); i >= 0 {
			return o, fields[i], nil
		}
	}
	return nil, nil, fmt.Errorf("%w %s field %q", wire.ErrUnknown, objectType, id)
}

// applied returns the field as it is after the patch.
func (p *fieldPatch) applied(f crm.Field, objectType string) (crm.Field, error) {
	if p.Name != nil {
		f.Name = *p.Name
	}
	if p.Choices != nil {
		f.Choices = p.Choices
	}
	if p.Type != nil {
		f.Type, f.ConvertingTo = *p.Type, ""
		f.Multiple = f.Multiple && fieldTypes[f.Type]
		if f.Type != crm.TypeChoices && p.Choices == nil {
			f.Choices = nil
		}
	}
	if p.ConvertingToType != nil {
		f.ConvertingTo = *p.ConvertingToType
	}
	if p.EditableWithRoles != nil && f.Associations == nil {
		f.Roles = *p.EditableWithRoles
	} else if p.EditableWithRoles != nil {
		f.Associations = slices.Clone(f.Associations)
		for i, a := range f.Associations {
			if a.ObjectType == objectType {
				f.Associations[i].Roles = *p.EditableWithRoles
			}
		}
	}
	_, known := fieldTypes[f.Type]
	_, knownNext := fieldTypes[f.ConvertingTo]
	switch {
	case f.Name == "":
		return f, errors.New("a field needs a name")
	case !known:
		return f, fmt.Errorf("unknown type %q", f.Type)
	case f.ConvertingTo != "" && !knownNext:
		return f, fmt.Errorf("unknown converting_to_type %q", f.ConvertingTo)
	case (f.Type == crm.TypeChoices) != (f.Choices != nil):
		return f, errors.New("a choices field needs choices, and no other field has any")
	}
	return f, nil
}

// userPatch is what the control surface can change about a person.
type userPatch struct {
	// Former is whether the person has left. What names a former user stays valid.
	Former *bool `json:"former"`
	// Deleted takes the person away. What names such a user is an unknown id.
	Deleted bool `json:"deleted"`
}

func (s *Surface) putUser(r *http.Request) (any, error) {
	i := slices.IndexFunc(s.world.Users, func(u *crm.User) bool { return u.ID == r.PathValue("id") })
	if i < 0 {
		return nil, fmt.Errorf("%w user %q", wire.ErrUnknown, r.PathValue("id"))
	}
	var patch userPatch
	if err := decodeStrict(r.Body, &patch); err != nil {
		return nil, err
	}
	u := s.world.Users[i]
	if patch.Former != nil {
		u.Former = *patch.Former
	}
	if patch.Deleted {
		// The keys of somebody who is gone see nothing any more.
		u.Former = true
		s.world.Users = slices.Delete(s.world.Users, i, i+1)
		return wire.Object{}, nil
	}
	return s.world.RenderUser(u), nil
}
