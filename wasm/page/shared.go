package page

// IsShared reports whether so many share a site that being on it says nothing about who
// is meant: the platforms on which others present themselves, and the providers of
// mailboxes that anybody may have. site is a registrable domain.
func IsShared(site string) bool { return isPlatform(site) || freeMail[site] }
