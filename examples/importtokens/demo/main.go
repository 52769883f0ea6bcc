// Command demo shows that importtokens loses no row, and what it costs: it lets
// it import generated files into a fake service, kills it now and then, starts
// it again, and counts what the fake holds in the end.
//
//	go -C examples/importtokens run ./demo
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"text/tabwriter"
)

func main() {
	rows := flag.Int("rows", 100_000, "rows of the large file; the small one has a tenth")
	kills := flag.Int("kills", 6, "how often each import is killed, with SIGKILL")
	flag.Usage = func() {
		fmt.Fprintf(flag.CommandLine.Output(), "demo imports generated files with importtokens, which it kills now and then.\n\nExample:\n\n"+
			"\tgo -C examples/importtokens run ./demo\n\nFlags:\n")
		flag.PrintDefaults()
	}
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *rows, *kills); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, rows, kills int) error {
	if kills < 0 || rows < 10 || rows/10 < kills {
		return errors.New("-rows is at least 10, and ten times -kills")
	}
	dir, err := os.MkdirTemp("", "importtokens-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	program := filepath.Join(dir, "importtokens.exe")                                                                      // the name suits every system
	build := exec.CommandContext(ctx, "go", "build", "-o", program, "github.com/janrain-go/janrain/examples/importtokens") //nolint:gosec // the path was made here
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return err
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "rows\tkills\ttime\trows/s\tpeak memory\tat the fake\tsent twice\t")
	var results []result
	for _, n := range []int{rows / 10, rows} {
		r, err := importRows(ctx, dir, program, n, kills)
		if err != nil {
			return fmt.Errorf("%d rows: %w", n, err)
		}
		fmt.Fprintf(table, "%d\t%d\t%.1f s\t%.0f\t%.1f MiB\t%d\t%d\t\n", n, r.kills, r.took.Seconds(),
			float64(n)/r.took.Seconds(), float64(r.peakKiB)/1024, r.held, r.twice)
		results = append(results, r)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	// The garbage collector lags on a busy machine, where 100,000 rows have had
	// from 18 to 34 MiB. A million rows that are kept would be far above this.
	leeway := 32<<10 + (results[1].fileKiB-results[0].fileKiB)/4
	if results[1].peakKiB > results[0].peakKiB+leeway {
		return errors.New("the memory grows with the file")
	}
	return nil
}
