module leadpatch

go 1.26.0

require (
	github.com/go-jose/go-jose/v4 v4.1.3
	github.com/nyaruka/phonenumbers v1.8.1
	github.com/syumai/workers v0.32.0
	github.com/tidwall/gjson v1.20.1
	github.com/tidwall/sjson v1.2.7
	golang.org/x/net v0.62.0
	golang.org/x/text v0.43.0
)

require (
	github.com/tidwall/match v1.1.1 // indirect
	github.com/tidwall/pretty v1.2.0 // indirect
	google.golang.org/protobuf v1.36.11 // indirect
)
