// Command sandbox is a local stand-in for the Close CRM: enough of its API and
// of its lead pages to show Leadpatch at work and to test it, with invented data
// and invented keys. It listens on the loopback interface only and forgets
// everything when it stops.
//
//	go run ./web/sandbox -addr 127.0.0.1:8787
//
// prints the line "sandbox listening on http://127.0.0.1:8787" when it is ready,
// then the demo key and the page of the demo lead. With port 0 the system picks
// a free port. An interrupt stops it.
//
// The sandbox is written from Close's published documentation and imports
// nothing of the extension, so that the two cannot share a mistake.
//
// # The API, under /api/v1/
//
// Every path ends in a slash. Sign in with HTTP Basic: the key is the user name,
// the password is empty. Bearer tokens are refused.
//
//	GET      /me/                             the key's user, with organizations and statuses
//	GET PUT  /lead/{id}/                      _fields
//	GET      /lead/                           _limit (at most 200), _skip, _fields, id__in
//	GET      /status/lead/                    sorted by id, not in the order of the interface
//	GET      /custom_field_schema/{type}/     lead, contact: all fields in the order of the interface
//	GET      /custom_field/lead/              the same without the shared fields
//	GET      /custom_field/shared/            the shared fields alone
//	GET      /user/                           also former users, whose organizations are empty
//	GET      /organization/{id}/              memberships and inactive_memberships
//	GET      /contact/                        lead_id
//	GET PUT  /contact/{id}/                   _fields
//
// _fields names at most 100 custom fields one by one; more is a 400. Users report
// such a limit for long lists; the number is inferred.
//
// A PUT on a lead is a merge patch. What it does, and how sure we are:
//
//   - Absent keys stay as they are; null clears; a cleared custom field leaves the
//     answer altogether. Documented.
//   - A field of several values is replaced whole by its plain key; ".add" and
//     ".remove" take one value. Documented; that a list there is refused, that
//     adding a present value or removing an absent one changes nothing, and that
//     an added value goes to the end, is inferred.
//   - status and status_id exclude each other; an unknown one is reported under the
//     key "status". Documented and recorded; the text for both at once is ours.
//   - The old "custom" object wipes every custom field that it does not name.
//     Reported by users.
//   - Unknown keys are ignored with a 200. Reported by users in 2015; inferred today.
//   - contacts are checked and ignored. Documented; the option contacts_in_put
//     makes it a 400 instead.
//   - addresses are replaced as a list. That a country has two letters, and that it
//     is answered in capitals, is inferred.
//   - A field locked to other roles is a 400 with a field error, or a 403 with the
//     option role_lock. Nobody has published which.
//   - Date-times are answered in UTC as "2014-06-28T06:00:00+00:00", with
//     microseconds when there are any. Inferred. Numbers keep the digits they were
//     sent with, which is kinder than a server that parses them.
//   - An empty text empties a text custom field. Inferred.
//   - date_updated and updated_by move only when something changed. Inferred.
//   - The option normalise.float_numbers makes a number field lose the digits that a
//     float of 64 bits cannot hold.
//   - The error texts for wrong types are those of Close's open-source validation
//     library where it has one, and ours elsewhere: see errors.go.
//
// A PUT on a contact is a merge patch by the same rules for custom fields, with the
// contact's own schema. Besides:
//
//   - name and title have at most 1000 characters. Documented for title.
//   - emails, phones and urls are replaced as lists of at most 100 items. Documented.
//     An item without a type is of the type "office", or "url"; a phone without a
//     number is dropped; null is an empty list. Inferred.
//   - What an item of an answer has beside its value and type is derived by the
//     server and ignored when it is sent back, as Close's own scripts do; the option
//     contact_item_keys makes it a 400. An address that stays in the list stays
//     unsubscribed. Inferred.
//   - Phones are kept in the form of E.164, with Germany as the country of national
//     numbers. That a number which cannot be read is kept as it is, is inferred. The
//     sandbox knows a few countries alone, and its phone_formatted is an approximation.
//   - timezone is a name of the IANA database. timezone_source is a guess.
//   - Unknown keys are a 400, which follows from the published schema, with a text
//     that is ours. The option contact_keys makes them ignored. created_by and
//     date_created are a 400 in any case. Documented.
//   - lead_id may only name the lead that the contact is at: the sandbox does not
//     move contacts, although Close might.
//   - The contact's date_updated and updated_by move only when something changed, and
//     those of its lead do not. Inferred.
//
// Requests are counted per key and group of endpoints, in windows of one second,
// and per organization with three times the limit. No answer carries a CORS
// header: a page cannot read the API, as in Close.
//
// # The pages
//
// /lead/{id}/ and everything below it, /leads/ and / show the data of the leads as
// it is now, and move between leads by history.pushState as Close's own
// application does. They are served under a strict content security policy, so
// that whatever an extension shows in them must cope with one.
//
// # The control surface, under /_sandbox/
//
// It is for tests and has no counterpart in Close. Requests that change something
// are refused when they come from a page of another origin.
//
//	GET    /_sandbox/seed                 bases, keys, leads, fields, contact_fields, users, statuses
//	GET    /_sandbox/journal?after=N      API requests with their exact bodies, oldest first
//	DELETE /_sandbox/journal
//	POST   /_sandbox/reset                everything back to the seed; the journal is emptied, its numbers go on
//	GET    /_sandbox/leads/{id}           the lead as the API would show it
//	PUT    /_sandbox/leads/{id}           a colleague's edit: a merge patch that nothing checks
//	GET    /_sandbox/contacts/{id}        the contact as the API would show it
//	PUT    /_sandbox/contacts/{id}        a colleague's edit, likewise
//	PUT    /_sandbox/schema/{type}/{id}   changes or deletes a field of leads or contacts: name, choices, type,
//	                                      editable_with_roles, converting_to_type ("" for none), deleted
//	PUT    /_sandbox/users/{id}           a user leaves (former) or is gone for good (deleted)
//	GET    /_sandbox/view[/{id}]          what the pages show, in words
//	GET    /_sandbox/status_changes       the status changes made so far
//	GET    /_sandbox/faults               the faults that wait
//	POST   /_sandbox/faults               one fault or a list of them: see Fault
//	DELETE /_sandbox/faults
//	POST   /_sandbox/keys/{name}/revoke   and /restore
//	GET    /_sandbox/options              see Options
//	PUT    /_sandbox/options              changes the options that are named
package main
