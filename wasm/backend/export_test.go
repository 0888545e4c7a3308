package backend

// What other files of the package ask for the lead of a page, for tests outside it.
var (
	LeadOfPage      = (*Backend).leadOfPage
	KnownLeadOfPage = (*Backend).knownLeadOfPage
)
