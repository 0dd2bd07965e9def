package org.smoothlab.simulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.smoothlab.server.OriginServer;
import org.smoothlab.server.ServerConfig;
import org.smoothlab.server.TlsConfig;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The origin alone. */
@Command(
    name = "origin",
    mixinStandardHelpOptions = true,
    description = {
      "Run a live origin until Ctrl-C.",
      "The first line on standard output is its URL, when it is ready."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  smoothlab origin --create-on-push",
      "  smoothlab origin --points events/ --host 0.0.0.0 --port 80",
      "  smoothlab origin --create-on-push --archive recordings/ --resume",
      "  smoothlab origin --create-on-push --tls-port 8443 --self-signed",
      "  smoothlab origin --points events/ --access access.yaml --tls-port 8443 --self-signed"
    })
final class OriginCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private OriginOptions options = new OriginOptions();
  @Mixin private PeerOptions peers = new PeerOptions();

  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "address to listen on; 0.0.0.0 for all (default: ${DEFAULT-VALUE})")
  private String host = "127.0.0.1";

  @Option(
      names = "--points",
      paramLabel = "FOLDER",
      description = "publishing points: the .isml files of this folder, made if it is not there")
  private Optional<Path> pointsFolder = Optional.empty();

  @Option(
      names = "--create-on-push",
      description = "make a publishing point when an encoder POSTs to an unknown path")
  private boolean createOnPush;

  @Option(
      names = "--archive",
      paramLabel = "FOLDER",
      description = "record every run below this folder, and serve the DVR window from there")
  private Optional<Path> archiveFolder = Optional.empty();

  @Option(
      names = "--resume",
      description = "go on with runs of points made on push that the last end broke off")
  private boolean resume;

  @Option(
      names = "--access",
      paramLabel = "FILE",
      description =
          "who may publish, watch and manage (see smoothlab access); without it, everybody may"
              + " publish and watch")
  private Optional<Path> accessFile = Optional.empty();

  @Option(
      names = "--open-management",
      description = "let every program on this machine manage without a login")
  private boolean openManagement;

  @Option(names = "--access-log", description = "log each request on standard error")
  private boolean accessLog;

  @Mixin private StopOptions stop = new StopOptions();

  @ArgGroup(exclusive = false, heading = "%nTLS:%n")
  private @Nullable TlsOptions tls;

  /** A second port, with TLS and HTTP/2. */
  static final class TlsOptions {
    @Option(
        names = "--tls-port",
        required = true,
        paramLabel = "PORT",
        description = "port for https and h2; 0 picks a free one")
    private int port;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Keys keys = new Keys();

    TlsConfig config() {
      return keys.selfSigned
          ? TlsConfig.SelfSigned.loopback(port)
          : new TlsConfig.Pem(port, keys.files.certificate, keys.files.key);
    }
  }

  /** Where certificate and key come from. */
  static final class Keys {
    @Option(names = "--self-signed", required = true, description = "make a certificate now")
    private boolean selfSigned;

    @ArgGroup(exclusive = false)
    private KeyFiles files = new KeyFiles();
  }

  /** Certificate and key in PEM. */
  static final class KeyFiles {
    @Option(
        names = "--tls-cert",
        required = true,
        paramLabel = "FILE",
        description = "certificate chain, PEM")
    private Path certificate = Path.of("");

    @Option(
        names = "--tls-key",
        required = true,
        paramLabel = "FILE",
        description = "private key, PEM (PKCS #8)")
    private Path key = Path.of("");
  }

  @Override
  public Integer call() throws IOException, UsageException {
    if (pointsFolder.isEmpty() && !createOnPush) {
      throw new UsageException(
          "nothing to serve: name a folder of .isml files with --points, or let encoders make"
              + " points with --create-on-push");
    }
    if (resume && archiveFolder.isEmpty()) {
      throw new UsageException("nothing to resume from: name a folder with --archive");
    }
    PrintWriter out = spec.commandLine().getOut();
    try (UntilStopped running = new UntilStopped(spec.commandLine().getErr());
        OriginServer server = OriginServer.start(config())) {
      out.println(server.url());
      server.secureUrl().ifPresent(out::println);
      out.flush();
      running.await(stop.time());
    }
    return ExitCodes.GOOD;
  }

  private ServerConfig config() throws UsageException {
    ServerConfig config = peers.configure(options.config().withHost(host).withAccessLog(accessLog));
    if (createOnPush) {
      config = config.withCreateOnPush(options.pointTemplate().withResume(resume));
    }
    if (pointsFolder.isPresent()) {
      config = config.withPointsFolder(pointsFolder.get());
    }
    if (archiveFolder.isPresent()) {
      config = config.withArchiveFolder(archiveFolder.get());
    }
    if (accessFile.isPresent()) {
      config = config.withAccessFile(accessFile.get());
    }
    if (openManagement) {
      config = config.withOpenManagement();
    }
    return tls == null ? config : config.withTls(tls.config());
  }
}
