package patch

// URLs are the web addresses of a contact. Source: developer.close.com, Contacts.
const URLs Type = "urls"

var _ = register(fieldType{name: URLs, form: FormURL,
	records: contactRecord("url", "web address", []string{"url"}, webAddress, sameURL)})
