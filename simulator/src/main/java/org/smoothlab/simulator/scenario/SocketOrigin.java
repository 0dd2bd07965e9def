package org.smoothlab.simulator.scenario;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.smoothlab.server.origin.PointSettings;

/** An origin on a port of this machine. */
sealed interface SocketOrigin extends AutoCloseable {
  /** Where it listens. */
  InetSocketAddress address();

  /** Something goes wrong with its machine, or right again. */
  void order(MachineOrder order) throws IOException;

  /** Ends it in order: what it records is finished. Returns as {@link #close} does. */
  void end() throws IOException;

  /** Ends it at once. Returns when it is gone, and has told all that it will ever tell. */
  @Override
  void close() throws IOException;

  /** In this process. */
  final class Inside implements SocketOrigin {
    private final SocketMachine machine;

    Inside(SocketMachine.Plan plan, PointSettings template, SocketMachine.Observer observer)
        throws IOException {
      machine = new SocketMachine(plan, Optional.of(template), observer);
    }

    @Override
    public InetSocketAddress address() {
      return machine.address();
    }

    @Override
    public void order(MachineOrder order) {
      machine.obey(order);
    }

    @Override
    public void end() {
      machine.close();
    }

    @Override
    public void close() {
      machine.close();
    }
  }

  /** A process of its own, which can be killed. */
  final class Outside implements SocketOrigin {
    private static final long END_SECONDS_MAX = 10;

    private final String name;
    private final Process process;
    private final InetSocketAddress address;
    private final Thread listening;
    private volatile boolean closing;

    /** Hears what a process tells. */
    interface Ear {
      void told(ToldReader.Told told);

      /** It has ended, and nobody has killed it; or it tells nonsense. */
      void broken(IOException why);
    }

    /**
     * Starts the process and waits until it listens.
     *
     * @throws IOException if it does not
     */
    Outside(SocketMachine.Plan plan, Ear ear) throws IOException {
      name = plan.name();
      process =
          new ProcessBuilder(command(plan)).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      DataInputStream in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
      try {
        address = new InetSocketAddress(in.readUTF(), in.readInt());
      } catch (IOException notStarted) {
        process.destroyForcibly();
        throw new IOException("the origin " + name + " ended before it listened", notStarted);
      }
      listening = Thread.ofPlatform().daemon().name(name + "-tells").start(() -> listen(in, ear));
    }

    private static List<String> command(SocketMachine.Plan plan) {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      // A small origin that starts fast: it may be killed again soon.
      command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
      command.add("--sun-misc-unsafe-memory-access=allow");
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.add(OriginMain.class.getName());
      command.addAll(List.of(OriginMain.arguments(plan)));
      return command;
    }

    private void listen(DataInputStream in, Ear ear) {
      ToldReader reader = new ToldReader(in);
      try {
        while (true) {
          ear.told(reader.read());
        }
      } catch (EOFException ended) {
        if (!closing) {
          ear.broken(new IOException("the origin " + name + " ended by itself", ended));
        }
      } catch (IOException broken) {
        if (!closing) {
          ear.broken(broken);
        }
      }
    }

    @Override
    public InetSocketAddress address() {
      return address;
    }

    @Override
    public void order(MachineOrder order) throws IOException {
      Writer orders = process.outputWriter(StandardCharsets.UTF_8);
      orders.write(order.line() + "\n");
      orders.flush();
    }

    @Override
    public void end() throws IOException {
      closing = true;
      try (Writer orders = process.outputWriter(StandardCharsets.UTF_8)) {
        orders.write(OriginMain.END + "\n");
        orders.flush();
        if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
          throw new IOException("process " + process.pid() + " does not end in order");
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      } finally {
        close();
      }
    }

    /** SIGKILL: no last word. */
    @Override
    public void close() throws IOException {
      closing = true;
      // Not through Process, which would close what it has told already.
      process.toHandle().destroyForcibly();
      try {
        if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
          throw new IOException("process " + process.pid() + " does not end");
        }
        if (!listening.join(java.time.Duration.ofSeconds(END_SECONDS_MAX))) {
          throw new IOException("process " + process.pid() + " goes on telling behind its end");
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
