package closeapi

import "sync"

// Together runs the functions side by side and returns the first error of them in their
// order. It is for several questions to Close of which all answers are needed.
func Together(fs ...func() error) error {
	errs := make([]error, len(fs))
	var wg sync.WaitGroup
	for i, f := range fs {
		wg.Go(func() { errs[i] = f() })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
