package patch

// Status is one of the lead statuses of the organization. Every lead has one.
const Status Type = "status"

var _ = register(fieldType{name: Status, form: FormOption, source: FromStatuses, labeled: true, required: true,
	parse: oneOfOptions("one of the lead statuses")})
