//go:build !js

// Command wasm is the backend of the Leadpatch extension. Built for GOOS=js it
// runs inside the browser (main_js.go). Built natively it serves the same routes
// on localhost, for debugging with curl:
//
//	go run ./wasm -api http://127.0.0.1:8787 -app http://127.0.0.1:8787
package main

import (
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"time"

	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/host/memhost"
	"leadpatch/wasm/routes"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:9900", "address to listen on; loopback only")
	api := flag.String("api", "https://api.close.com", "origin of the Close API")
	app := flag.String("app", "https://app.close.com", "origin of the Close app")
	flag.Parse()
	if err := serve(*addr, *api, *app); err != nil {
		log.Fatal(err)
	}
}

// serve answers on addr until it fails. The key of a session is kept in memory
// and gone when the process ends.
func serve(addr, api, app string) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	if ip := l.Addr().(*net.TCPAddr).IP; !ip.IsLoopback() {
		return errors.Join(fmt.Errorf("%s is not a loopback address: anyone there could use your key", addr), l.Close())
	}
	fmt.Printf("backend listening on http://%s\n", l.Addr())
	h := routes.New(routes.Config{
		APIOrigin: api, AppOrigin: app,
		Transport: memhost.Transport{}, Retry: &closeapi.Retry{}, Pacer: &closeapi.Pacer{}, Vault: &memhost.Vault{}, Locks: &memhost.Locks{},
		ProofKey: &memhost.ProofKey{}, Consent: &memhost.Consent{}, Alarm: &memhost.Alarm{}, Journal: &memhost.Journal{},
		Now: time.Now, Version: "native",
	})
	return http.Serve(l, h)
}
