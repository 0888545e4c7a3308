// Package closeapi speaks with the Close API: the endpoints that Leadpatch needs,
// their shapes, their errors. It builds every URL itself, from ids that it has
// checked; no page, message or recipe supplies one. Facts about Close come from
// developer.close.com.
package closeapi
