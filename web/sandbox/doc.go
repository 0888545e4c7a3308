// Command sandbox is a local stand-in for the Close CRM: enough of its API, of its
// OAuth server and of its lead pages to show Leadpatch at work and to test it, with
// invented data and invented keys. It listens on the loopback interface only and forgets
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
// This package puts the others together: wire and options stand at the bottom, crm is
// what Close would know, api, oauth and pages are what it would answer, and control,
// faults and seed are for tests. imports_test.go has the table of what may import what.
//
// # The API, under /api/v1/
//
// Every path ends in a slash. Sign in with HTTP Basic: the key is the user name,
// the password is empty. Or with a bearer token of the OAuth server below.
//
// A key or token speaks for one user in one organization. Documented. That what is in
// another organization is a 404, and that /me/ lists all organizations of the user, the
// one of the key or token first, is inferred. The demo user works in two organizations,
// with another role in each; a third one is closed to it. The key "both" reaches every
// organization of its user, for tests of a client that must keep organizations apart by
// itself.
//
//	GET      /me/                             the user, with organizations and statuses
//	GET PUT  /lead/{id}/                      _fields
//	GET      /lead/                           _limit (at most 200), _skip, _fields, id__in
//	POST     /lead/                           with nested contacts
//	DELETE   /lead/{id}/                      with the permission delete_leads
//	GET      /status/lead/                    sorted by id, not in the order of the interface
//	GET      /custom_field_schema/{type}/     lead, contact: all fields in the order of the interface
//	GET      /custom_field/lead/              the same without the shared fields
//	GET      /custom_field/shared/            the shared fields alone
//	GET      /user/                           also former users, whose organizations are empty
//	GET      /organization/{id}/              memberships and inactive_memberships
//	GET      /contact/                        lead_id
//	POST     /contact/                        without lead_id, makes a lead too
//	GET PUT  /contact/{id}/                   _fields
//	DELETE   /contact/{id}/
//	POST     /data/search/                    see below
//	GET POST /activity/note/                  lead_id; the newest first
//	GET PUT  /activity/note/{id}/             and DELETE
//	GET POST /task/                           lead_id, _type, view, is_complete, assigned_to; the newest first
//	GET PUT  /task/{id}/                      and DELETE
//	GET      /opportunity/                    lead_id; the newest first
//	GET PUT  /opportunity/{id}/
//	GET      /status/opportunity/             all pipelines
//	GET      /pipeline/
//	GET      /event/                          see below
//	GET      /event/{id}/                     _fields
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
//     library where it has one, and ours elsewhere: see wire/errors.go.
//
// A PUT on a contact is a merge patch by the same rules for custom fields, with the
// contact's own schema. Besides:
//
//   - name and title have at most 1000 characters. Documented for title.
//   - emails, phones and urls are replaced as lists of at most 100 items. Documented.
//     An item without a type is of the type "office", or "url"; a phone without a
//     number is dropped; null is an empty list. Inferred.
//   - What an item of an answer has besides its value and type is derived by the
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
// What is made, and how sure we are:
//
//   - A new lead or contact goes by the rules of a PUT, and is answered with a 200 as
//     after one. A lead without a status has the first of the organization. Documented.
//     That errors of nested contacts stand under "contacts", by their index, follows from
//     a recorded one.
//   - A contact that comes or goes is a change of its lead too. Documented as an event.
//   - The rich text of a note is XHTML in one <body> with at least one element, and wins
//     over the plain one. Documented, but for the text of the error; which elements are
//     allowed is not checked. Keys that a note does not have are ignored. Inferred.
//   - Keys that a task does not have are a 400, which follows from the published schema.
//     A task without a date is dateless. Inferred.
//   - Amounts are whole cents. An opportunity that is won gets the date of today, and
//     keeps it when it goes back. Documented; the day is that of UTC.
//
// Search, and how sure we are:
//
//   - The nodes and, or, object_type, id, text, field_condition, has_related and
//     match_all, each with negate; the conditions text, term, reference and exists.
//     Documented, like the cursor, which is good for 30 seconds, and the 10,000 objects.
//     Other conditions, unknown fields and unknown keys are a 400 here.
//   - The modes of a text are full_words and phrase, which are documented, and
//     beginning_of_words, exact_value and starts_with, which users send. Capitals do not
//     count. What a word is, is not documented: see the option search_words.
//   - Without _fields the answer has ids alone. Inferred.
//   - The index lags behind by the option search_lag_ms. That it does is reported.
//
// The event log, and how sure we are:
//
//   - A change of a lead or contact is an event, "updated", and a new status one of the
//     activity too, "created". A change of a contact is not one of its lead. What others do
//     by the control surface is there as well, without a key. Documented but for the last.
//   - The query chooses by lead_id, object_type, object_id, action, user_id and
//     request_id, in the documented combinations or without any; others are a 400.
//     date_updated__gt, __gte, __lt and __lte may be added. That no filter at all is allowed,
//     and that object_type alone is not, is read into the documentation.
//   - The newest comes first. _limit is capped at 50, which is the default. cursor_next
//     and cursor_previous go into _cursor, with the same filters; the cursor remembers
//     the times. Documented. That _skip is a 400 is inferred.
//   - Times are in UTC without saying so, as in Close's examples. changed_fields has the
//     flat keys that differ, previous_data what these had; a custom field that was empty
//     is not in there. Recorded. That it names updated_by is inferred.
//   - Events are kept for 30 days. After an hour, data and previous_data are gone for
//     everybody but administrators. Documented. That the time counts from date_updated is
//     inferred.
//   - A change that follows the last one of the same object within the time of
//     event_window_s goes into the same event, which keeps its date_created and
//     previous_data. Documented, but for how short the time is and for what becomes of
//     user_id, request_id and meta: here they are those of the last change, whoever made
//     it.
//   - api_key_id is the id of the key, null for a token. Documented. The events of other
//     organizations are not there. Inferred.
//
// Requests are counted per key or token and group of endpoints, in windows of one
// second that begin with the second, and per organization with three times the limit.
// A group is a method and a family of paths: /lead/ and /lead/{id}/ are one. That limits
// are counted for groups is documented, what the groups are is not, nor how the windows
// lie. Every counted answer tells of the limit in the way of the option ratelimit_style,
// with a reset that is rounded up to milliseconds; a 404 for an unknown address, a 405
// and a 401 are not counted. The option hidden_limits sets stricter ones, whose 429 has
// reset and Retry-After alone: Close documents that there are such. The body of a 429
// is empty, since Close has withdrawn its old one. No answer carries a CORS header: a
// page cannot read the API, as in Close.
//
// # OAuth, under /oauth2/
//
//	GET POST  /oauth2/authorize/   client_id, response_type=code; also redirect_uri and state
//	POST      /oauth2/token/       grant_type=authorization_code with code, or =refresh_token with refresh_token
//	POST      /oauth2/revoke/      token
//
// There is one client with one registered redirect, which is https; http is taken for
// an address of this machine alone. Everybody who opens the consent page is the demo
// user. What it does, and how sure we are:
//
//   - The user chooses one organization and allows or denies. The browser goes to the
//     redirect with ?code= or with ?error=access_denied. Documented.
//   - That a state comes back is inferred from applications which rely on it; the
//     option oauth_state switches it off. A redirect_uri is not documented either: one
//     that is not the registered one, an unknown client_id and a response_type other
//     than code are told to the user on a page, and the browser is sent nowhere, as RFC
//     6749 demands. Other parameters, such as scope, are ignored.
//   - The token and revocation endpoints take a form with client_id and client_secret
//     in it. Documented. Credentials anywhere else do not count; inferred.
//   - The answer of the token endpoint has the documented keys and no others. Access
//     tokens are good for 3600 seconds, which the control surface can change.
//   - A code is good once, for one minute, and needs no redirect_uri; one that is sent
//     must be the registered one. A code that comes again ends the tokens of its first
//     use. Inferred from RFC 6749.
//   - Each refresh issues a new refresh token and ends the old one. Documented. That an
//     old one which comes again ends all tokens of its family, and that earlier access
//     tokens stay good for their time otherwise, is inferred.
//   - Revoking a token ends its family, also when it is the access token, and an unknown
//     token is a 200. Documented for the refresh token; the rest is inferred from RFC
//     7009.
//   - Errors are {"error"} with a word of RFC 6749: 401 for invalid_client, 400
//     otherwise. Inferred. An access token that is over is the same 401 as a wrong key.
//
// # The pages
//
// /lead/{id}/ and everything below it, /leads/ and / show the data of the leads as
// it is now, those of all organizations of the demo user, and move between leads by history.pushState as Close's own
// application does. They are served under a strict content security policy, so
// that whatever an extension shows in them must cope with one.
//
// # The control surface, under /_sandbox/
//
// It is for tests and has no counterpart in Close. Requests that change something
// are refused when they come from a page of another origin.
//
//	GET    /_sandbox/seed                 bases, keys, leads, fields, contact_fields, users, statuses, pipelines of the first
//	                                      organization; organizations: the same of each of the demo user's; oauth
//	GET    /_sandbox/journal?after=N      requests of the API and of OAuth with their exact bodies, secrets and tokens
//	                                      included, oldest first
//	DELETE /_sandbox/journal
//	POST   /_sandbox/reset                everything back to the seed; the journal is emptied, its numbers go on; the
//	                                      OAuth client and its redirect stay, so that a broker goes on working
//	GET    /_sandbox/leads/{id}           the lead as the API would show it
//	PUT    /_sandbox/leads/{id}           a colleague's edit: a merge patch that nothing checks. ?as= the id of a
//	                                      user of the organization, or the colleague of the seed
//	DELETE /_sandbox/leads/{id}           a colleague deletes it
//	GET    /_sandbox/leads/{id}/notes     also /tasks and /opportunities: all of them, the oldest first
//	PUT    /_sandbox/notes/{id}           also /tasks/{id} and /opportunities/{id}: a colleague's edit, likewise
//	GET    /_sandbox/contacts/{id}        the contact as the API would show it
//	PUT    /_sandbox/contacts/{id}        a colleague's edit, likewise
//	PUT    /_sandbox/schema/{type}/{id}   changes or deletes a field of leads or contacts: name, choices, type,
//	                                      editable_with_roles, converting_to_type ("" for none), deleted
//	PUT    /_sandbox/users/{id}           a user leaves (former) or is gone for good (deleted)
//	GET    /_sandbox/view[/{id}]          what the pages show, in words
//	GET    /_sandbox/status_changes       the status changes made so far
//	GET    /_sandbox/faults               the faults that wait
//	POST   /_sandbox/faults               one fault or a list of them: see faults.Fault
//	DELETE /_sandbox/faults               those that have met nothing yet; what is held stays held
//	GET    /_sandbox/faults/held?count=N  the requests that are held, as soon as there are N of them
//	POST   /_sandbox/faults/release       lets them go: name (all without one), drop to close their connections;
//	                                      answers when they have been dealt with
//	POST   /_sandbox/keys/{name}/revoke   and /restore
//	GET    /_sandbox/oauth                the client, all codes and tokens since the reset, how many are good, counts
//	PUT    /_sandbox/oauth                redirect_uri, and access_ttl in seconds for the next access tokens
//	POST   /_sandbox/oauth/expire         ends every access token; refresh tokens stay
//	POST   /_sandbox/oauth/kill           ends every code and token
//	GET    /_sandbox/options              see options.Options
//	PUT    /_sandbox/options              changes the options that are named
package main
