package service

import (
	"io"
	"net/http"
)

// The pages are made of constants alone, so nothing in them needs escaping.

const pageStyle = `:root{color-scheme:light dark}
body{max-width:38rem;margin:12vh auto;padding:0 1.25rem;font:1rem/1.55 system-ui,sans-serif}
h1{font-size:1.35rem;line-height:1.3}
h2{margin-top:2rem;font-size:1.05rem}`

const privacyTitle = "Privacy at Leadpatch"

const privacyText = `<p>Leadpatch is a browser extension for people who work in Close. It talks to two places: to Close, and, when you use
<em>Sign in with Close</em>, to this service. Your leads, fields and changes go between your browser and Close directly. They never pass through here.</p>
<h2>What passes through</h2>
<p>Signing in with Close needs a secret that only a server can keep, and keeping it is all that this service is for. The codes and
tokens that Close issues for you pass through it when you sign in, stay signed in, or sign out. They are in its memory for that one
request. They are not stored and not written to any log.</p>
<h2>What is kept here</h2>
<p>So that no request can be sent a second time, the service keeps a hash of each request's random identifier for a few minutes,
together with the fingerprint of the key that your browser made for signing in. Cloudflare, on whose network the service runs, counts
requests by network address and by that fingerprint, to stop abuse. There are no accounts, no cookies, no advertising
and no analytics here. Nothing is sold or passed on.</p>
<h2>What is kept on your computer</h2>
<p>The extension keeps your sign-in, encrypted. It also keeps your unfinished changes and the leads that you looked at last. The part that keeps
you signed in works only together with a key that cannot be copied out of your browser. Signing out ends the sign-in at Close and
erases it from your computer. Removing the extension erases everything that it keeps there.</p>
<h2>Others</h2>
<p>What Close and Cloudflare do with your data is described in their own privacy policies.</p>`

// page writes a page of constant texts.
func (b *broker) page(w http.ResponseWriter, status int, title, text string) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", b.csp.page)
	w.WriteHeader(status)
	// The client is gone when this fails, and there is nobody left to tell.
	_, _ = io.WriteString(w, `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>`+title+`</title>
<style>`+pageStyle+`</style>
<main>
<h1>`+title+`</h1>
`+text+`
</main>
</html>
`)
}

// refusePage writes a refusal for people to read.
func (b *broker) refusePage(w http.ResponseWriter, no *refusal) {
	if no.retryAfter != "" {
		w.Header().Set("Retry-After", no.retryAfter)
	}
	title := "You have not been signed in"
	if no.status == http.StatusNotFound || no.status == http.StatusMethodNotAllowed {
		title = "There is nothing to see here"
	}
	b.page(w, no.status, title, "<p>"+no.description+"</p>")
}
