package patch_test

import "leadpatch/wasm/patch"

// proveResume breaks a plan off after any number of its bodies, also none and all.
// What is missing then, and only that, brings about what the whole would have.
func (p *prover) proveResume(plan *patch.Plan, after object) {
	p.Helper()
	for k := range len(plan.Bodies) + 1 {
		part := p.send(p.scene.server, p.scene.now, &patch.Plan{Bodies: plan.Bodies[:k]})
		edits, base := plan.Missing(p.document(part))
		rest := p.compile(part, base, edits)
		if len(rest.Errors)+len(rest.Conflicts) > 0 {
			p.fail("resumed after %d bodies: errors %+v, conflicts %+v", k, rest.Errors, rest.Conflicts)
		}
		p.checkSame("resumed", withoutBlanks(after), withoutBlanks(p.send(p.scene.server, part, rest)))
		if k == len(plan.Bodies) && len(rest.Bodies) > 0 && !p.scene.server.tidy {
			p.fail("nothing is missing, and %s is sent", rest.Bodies)
		}
	}
	// As after a restart, when only the edits are left of the plan.
	edits, base := plan.Missing(nil)
	again := p.compile(p.scene.now, base, edits)
	if len(again.Errors)+len(again.Conflicts) > 0 {
		p.fail("restated: errors %+v, conflicts %+v", again.Errors, again.Conflicts)
	}
	p.checkSame("restated", after, p.send(p.scene.server, p.scene.now, again))
}

// withoutBlanks leaves empty texts out: where there was no value, one is no more than
// none, and is not sent again.
func withoutBlanks(o object) object {
	out := object{}
	for key, value := range o {
		if value != "" {
			out[key] = value
		}
	}
	return out
}
