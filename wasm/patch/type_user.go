package patch

// User is a user of the organization, or several.
const User Type = "user"

var _ = register(fieldType{name: User, custom: true, form: FormOption, source: FromUsers, labeled: true,
	parse: oneOfOptions("a user of this organization")})
