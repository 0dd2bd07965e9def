package org.smoothlab.simulator.scenario;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.smoothlab.simulator.trace.OriginEvent;
import org.smoothlab.simulator.trace.RelayTrace;

/**
 * An origin of a scenario as a process of its own. It tells what happens on standard output, each
 * event before it goes on, so that SIGKILL takes nothing back; on standard input come orders for
 * its machine, and when that ends, it ends: nobody is left behind by who started it.
 */
final class OriginMain {
  /** The line that lets it end in order. */
  static final String END = "end";

  private OriginMain() {}

  /** {@code NAME HURRY FOLDER [ARCHIVE]}. */
  public static void main(String[] args) throws IOException {
    SocketMachine.Plan plan = plan(args);
    Teller teller = new Teller(new FileOutputStream(FileDescriptor.out));
    // Nothing else may get in between.
    System.setOut(System.err);
    try (SocketMachine machine = new SocketMachine(plan, Optional.empty(), teller);
        BufferedReader orders =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      teller.begin(machine.address());
      for (String line = orders.readLine(); line != null; line = orders.readLine()) {
        if (line.equals(END)) {
          return;
        }
        machine.obey(MachineOrder.of(line));
      }
      // Who has started it is gone: nobody hears what an orderly end would have to say.
      Runtime.getRuntime().halt(0);
    }
  }

  static String[] arguments(SocketMachine.Plan plan) {
    String folder = plan.folder().toString();
    String hurry = Integer.toString(plan.hurry());
    return plan.archiveFolder()
        .map(archive -> new String[] {plan.name(), hurry, folder, archive.toString()})
        .orElseGet(() -> new String[] {plan.name(), hurry, folder});
  }

  static SocketMachine.Plan plan(String... args) {
    return new SocketMachine.Plan(
        args[0],
        Integer.parseInt(args[1]),
        Path.of(args[2]),
        args.length > 3 ? Optional.of(Path.of(args[3])) : Optional.empty());
  }

  /** Writes to standard output; what happens before it has begun waits until it has. */
  private static final class Teller implements SocketMachine.Observer {
    private final OutputStream out;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private final ToldWriter writer = new ToldWriter(new DataOutputStream(waiting));
    private boolean begun;

    Teller(OutputStream out) {
      this.out = out;
    }

    /** Tells where it listens, then what has happened so far. */
    synchronized void begin(InetSocketAddress address) throws IOException {
      DataOutputStream first = new DataOutputStream(out);
      first.writeUTF(address.getHostString());
      first.writeInt(address.getPort());
      begun = true;
      send();
    }

    @Override
    public synchronized void happened(OriginEvent event) {
      try {
        writer.write(epochNanos(Instant.now()), event);
        send();
      } catch (IOException gone) {
        throw new UncheckedIOException("nobody listens", gone);
      }
    }

    @Override
    public synchronized void happened(RelayTrace event) {
      try {
        writer.write(epochNanos(Instant.now()), event);
        send();
      } catch (IOException gone) {
        throw new UncheckedIOException("nobody listens", gone);
      }
    }

    private void send() throws IOException {
      if (begun) {
        waiting.writeTo(out);
        waiting.reset();
      }
    }
  }

  static long epochNanos(Instant at) {
    return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano());
  }
}
