// Package recipe turns a recipe, a named list of edits and steps with placeholders,
// into edits of one lead. It is pure: it reads no storage, no network and no clock;
// what it needs of the world is in a [Context], a [Lead] and a [Schema].
//
// # Templates
//
// Every text of a step is a template: text with placeholders between double braces.
//
//	template    = { text | placeholder }
//	placeholder = "{{" source { "|" filter } "}}"
//	            | "{{" "ask:" question [ "|" choice "," choice { "," choice } ] { "|" filter } "}}"
//	source      = a name of the table below, "today" and "now" with an offset if wanted
//	offset      = ( "+" | "-" ) number unit
//	filter      = name [ ":" argument ]
//
// A question is followed by its choices and by filters, and both come after "|".
// They are told apart by their form alone, so that a filter which is added one day
// changes no recipe that was written before: the first part after a question is its
// choices when it has a comma, and no colon before the first comma. Everything else
// is a filter.
//
//	{{ask:Why?|Price,Timing}}          two choices
//	{{ask:Why?|lower,upper}}           two choices, whatever they are called
//	{{ask:Why?|trim}}                  any answer, without white space around it
//	{{ask:Why?|default:no, thanks}}    any answer; “no, thanks” for none
//	{{ask:Why?|Price,Timing|lower}}    two choices, then a filter
//	{{ask:When?|At\: noon,Later}}      two choices; the colon belongs to the first
//
// White space around names, choices and arguments does not count. Inside a
// placeholder a backslash takes the meaning from a following | , : { } or \. Outside,
// a backslash matters only right before two braces: \{{ is written as {{, and
// \\{{today}} as a backslash and the date. Everywhere else it is itself.
//
// The sources are in [Sources], the filters in [Filters]:
//
//	selection                     what is selected on the page
//	page.url page.title           the page
//	page.domain                   its site, such as "acme.com"
//	link.url link.text image.url  what was clicked on
//	clipboard                     what was copied
//	today today+3d today-1w       a date, 2006-01-02; units d, w, m (months), y
//	now now+2h                    a time with its offset; units h, d, w, m, y
//	me.name me.id me.email        who is signed in
//	lead.name lead.id lead.url    the lead; its URL is its website
//	lead.status                   the label of its status
//	lead.custom.cf_…              a custom field, as a person reads it
//	contact.name                  the contact that is meant
//
//	trim lower upper title        white space and letters
//	first_line max:n              the first line; at most n characters
//	number phone email date       what a text holds of that kind, as Close writes it
//	default:text                  what to take when there is nothing
//
// Months are those of the calendar: a month after 31 January is 28 February.
//
// # Nothing is emptied by accident
//
// A placeholder that comes out empty, or that a filter can make nothing of, becomes a
// question with a note that says why. The filter default:text answers it beforehand,
// with nothing after the colon too: {{selection|default:}} may be empty. A text that
// is empty as a whole is never written over a value; clearing a field is a step of
// its own.
//
// # Other organizations
//
// A custom field has another id in each organization. A step keeps the field's label
// beside its id; where the id is unknown and just one field has the label, that field
// is meant, and the step gets its id when the recipe is stored the next time.
package recipe
