package patch

// Choices is one of the field's own list, or several.
const Choices Type = "choices"

var _ = register(fieldType{name: Choices, custom: true, form: FormOption, source: FromChoices,
	parse: oneOfOptions("in the list of choices")})
