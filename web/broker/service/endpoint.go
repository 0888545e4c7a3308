package service

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"io"
	"mime"
	"net/http"

	"leadpatch/web/broker/dpop"
)

// maxBody bounds the body of a request, in bytes.
const maxBody = 8 << 10

// endpoint serves the extension's own requests: a form, and a proof of possession
// made for exactly this request. Whatever is cheap to refuse is refused first.
func (b *broker) endpoint(w http.ResponseWriter, r *http.Request, answer func(context.Context, map[string]string, *dpop.Proof) (any, *refusal)) {
	if !b.cors(w, r) {
		refuse(w, &refusal{status: http.StatusForbidden, code: "invalid_request", description: "This service is not for pages of this origin."})
		return
	}
	switch r.Method {
	case http.MethodPost:
	case http.MethodOptions:
		w.Header().Set("Allow", "POST, OPTIONS")
		w.WriteHeader(http.StatusNoContent)
		return
	default:
		w.Header().Set("Allow", "POST, OPTIONS")
		refuse(w, wrongMethod())
		return
	}
	if no := b.limit(r, addressKey(r)); no != nil {
		refuse(w, no)
		return
	}
	form, no := readForm(r)
	if no != nil {
		refuse(w, no)
		return
	}
	proof, no := b.proof(r)
	if no != nil {
		refuse(w, no)
		return
	}
	if no := b.limit(r, "key:"+proof.Thumbprint); no != nil {
		refuse(w, no)
		return
	}
	v, no := answer(r.Context(), form, proof)
	if no != nil {
		refuse(w, no)
		return
	}
	reply(w, http.StatusOK, v)
}

// cors reports whether the request may come from where it comes from, and lets
// the pages of the extensions read the answer. A request without an origin comes
// from no page; it needs a proof like any other.
func (b *broker) cors(w http.ResponseWriter, r *http.Request) bool {
	h := w.Header()
	h.Set("Vary", "Origin")
	origins := r.Header.Values("Origin")
	if len(origins) == 0 {
		return true
	}
	if len(origins) > 1 || !b.extensions.allows(origins[0]) {
		return false
	}
	h.Set("Access-Control-Allow-Origin", origins[0])
	h.Set("Access-Control-Expose-Headers", "Date, Retry-After")
	if r.Method == http.MethodOptions {
		h.Set("Access-Control-Allow-Methods", "POST")
		h.Set("Access-Control-Allow-Headers", "content-type, dpop")
		h.Set("Access-Control-Max-Age", "86400")
	}
	return true
}

// readForm reads the parameters of a request. They must all be in its body:
// addresses end up in logs.
func readForm(r *http.Request) (map[string]string, *refusal) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, &refusal{status: http.StatusUnsupportedMediaType, code: "invalid_request", description: "The body must be of the type application/x-www-form-urlencoded."}
	}
	if r.URL.RawQuery != "" {
		return nil, invalidRequest("Parameters belong into the body, not into the address.")
	}
	tooLarge := &refusal{status: http.StatusRequestEntityTooLarge, code: "invalid_request", description: "The body is larger than 8 KB."}
	if r.ContentLength > maxBody {
		return nil, tooLarge
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return nil, invalidRequest("The body did not arrive as a whole.")
	}
	if len(body) > maxBody {
		return nil, tooLarge
	}
	form, ok := parameters(string(body))
	if !ok {
		return nil, invalidRequest("The body is not a form, or names a parameter twice.")
	}
	return form, nil
}

// proof checks the proof of possession, apart from whether its key is the right
// one and whether it was used before.
func (b *broker) proof(r *http.Request) (*dpop.Proof, *refusal) {
	proofs := r.Header.Values("DPoP")
	if len(proofs) != 1 {
		return nil, invalidProof("The request must have exactly one DPoP header.")
	}
	proof, err := dpop.Verify(proofs[0], r.Method, b.origin+r.URL.Path, b.now())
	if err != nil {
		// The errors of dpop hold nothing of the proof.
		return nil, invalidProof("The DPoP proof is refused: " + err.Error() + ".")
	}
	return proof, nil
}

// possessed refuses a proof that was made with another key than the one that a
// sealed thing is bound to, and then one that was used before. In this order only
// who holds something of value makes the memory of proofs grow.
func (b *broker) possessed(ctx context.Context, proof *dpop.Proof, key string) *refusal {
	if !equal(proof.Thumbprint, key) {
		return invalidGrant()
	}
	first, err := b.replay.First(ctx, proof.Thumbprint, digest(proof.ID), proof.Expires)
	if err != nil {
		return unavailable("")
	}
	if !first {
		return invalidProof("The DPoP proof is refused: it was used before.")
	}
	return nil
}

// digest returns the SHA-256 of a text in base64url.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// equal compares without telling by its duration where the texts differ.
func equal(a, b string) bool {
	return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}
