package crm

import "slices"

// userNamed is the full name of a user, or null when there is no such user.
func (w *World) userNamed(id any) any {
	for _, u := range w.Users {
		if u.ID == id {
			return u.Name()
		}
	}
	return nil
}

// UsersOf returns the users of an organization, former ones too.
func (w *World) UsersOf(o *Org) []*User {
	return slices.DeleteFunc(slices.Clone(w.Users), func(u *User) bool {
		_, member := u.Roles[o.ID]
		return !member
	})
}

// SignedIn is the user in whose browser the pages are shown. The sandbox has no
// sign-in of its own.
func (w *World) SignedIn() *User { return w.Keys[0].User }
