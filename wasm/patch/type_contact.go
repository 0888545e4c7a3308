package patch

// Contact is a contact of the lead, or several.
const Contact Type = "contact"

var _ = register(fieldType{name: Contact, custom: true, form: FormOption, source: FromContacts, labeled: true,
	parse: oneOfOptions("a contact of this lead")})
