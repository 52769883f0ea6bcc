// Command demo shows that exportusers writes each user once, and what it costs: it
// lets it export made-up users of a fake service, kills it now and then, starts it
// again, and reads what is there in the end.
//
//	go -C examples/exportusers run ./demo
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
	users := flag.Int("users", 1_000_000, "users of the large export; the small one has a hundredth")
	known := flag.Int("known", 5000, "users of the export with -userdata")
	kills := flag.Int("kills", 4, "how often each export is killed, with SIGKILL, a half of it while the mappings come in")
	flag.Usage = func() {
		fmt.Fprintf(flag.CommandLine.Output(), "demo exports made-up users with exportusers, which it kills now and then.\n\nExample:\n\n"+
			"\tgo -C examples/exportusers run ./demo\n\nFlags:\n")
		flag.PrintDefaults()
	}
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *users, *known, *kills); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, users, known, kills int) error {
	if users < 100 || known < 1 || kills < 0 {
		return errors.New("-users is at least 100, -known at least 1, and -kills not negative")
	}
	dir, err := os.MkdirTemp("", "exportusers-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	program := filepath.Join(dir, "exportusers.exe")                                                                      // the name suits every system
	build := exec.CommandContext(ctx, "go", "build", "-o", program, "github.com/janrain-go/janrain/examples/exportusers") //nolint:gosec // the path was made here
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return err
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "users\tuser data\tanswer\tkills\ttime\tusers/s\tpeak memory\tin OUT\tasked twice\t")
	var peaks []int
	for _, e := range []*export{{users: users / 100}, {users: users}, {users: known, userData: true}} {
		e.kills, e.out = kills, filepath.Join(dir, fmt.Sprintf("users-%d-%t.ndjson", e.users, e.userData))
		if err := e.run(ctx, program); err != nil {
			return fmt.Errorf("%d users: %w", e.users, err)
		}
		fmt.Fprintf(table, "%d\t%t\t%.1f MB\t%d\t%.1f s\t%.0f\t%.1f MiB\t%d\t%d\t\n", e.users, e.userData, float64(e.answer.Load())/1e6,
			e.killed, e.took.Seconds(), float64(e.users)/e.took.Seconds(), float64(e.peakKiB)/1024, e.found, e.twice)
		peaks = append(peaks, e.peakKiB)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	const leeway = 16 << 10 // KiB; the garbage collector is free in when it runs
	if peaks[1] > peaks[0]+leeway {
		return errors.New("the memory grows with the number of users")
	}
	return nil
}
