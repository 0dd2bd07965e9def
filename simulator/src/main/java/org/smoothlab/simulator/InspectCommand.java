package org.smoothlab.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.smoothlab.media.box.BoxDump;
import org.smoothlab.media.bytes.Slice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is in a file or behind a URL. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = {
      "Print the boxes of an MP4 file, a fragment or a captured ingest stream: offset, size, type and"
          + " fields. A manifest is printed as it is.",
      "Reads at most 256 MiB of a file and 64 MiB of an answer."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  smoothlab inspect capture.ismv",
      "  smoothlab inspect http://127.0.0.1:8080/live/a.isml/Manifest",
      "  smoothlab inspect 'http://127.0.0.1:8080/live/a.isml/QualityLevels(250000)/Fragments(video=0)'"
    })
final class InspectCommand implements Callable<Integer> {
  private static final long FILE_BYTES_MAX = 256L << 20;
  private static final int ANSWER_BYTES_MAX = 64 << 20;
  private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(20);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE|URL", description = "what to look at")
  private String target = "";

  @Option(
      names = "--lines",
      paramLabel = "COUNT",
      defaultValue = "5000",
      description = "lines to print at most (default: ${DEFAULT-VALUE})")
  private int lineCountMax;

  @Override
  public Integer call() throws IOException, InterruptedException, UsageException {
    Slice bytes = target.matches("(?i)https?://.*") ? fetch(target) : read(Path.of(target));
    PrintWriter out = spec.commandLine().getOut();
    if (isXml(bytes)) {
      out.println(bytes.text(StandardCharsets.UTF_8));
    } else {
      out.print(BoxDump.of(bytes, lineCountMax));
    }
    out.flush();
    return ExitCodes.GOOD;
  }

  private static Slice read(Path file) throws IOException, UsageException {
    long size = Files.size(file);
    if (size > FILE_BYTES_MAX) {
      throw new UsageException(
          file + " has " + size + " bytes; at most " + FILE_BYTES_MAX + " are looked at");
    }
    return Slice.copyOf(Files.readAllBytes(file));
  }

  private static Slice fetch(String url) throws IOException, InterruptedException, UsageException {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT_MAX).build()) {
      HttpRequest request = HttpRequest.newBuilder(uri(url)).timeout(ANSWER_MAX).build();
      HttpResponse<InputStream> answer = send(client, request);
      try (InputStream body = answer.body()) {
        byte[] bytes = body.readNBytes(ANSWER_BYTES_MAX + 1);
        if (answer.statusCode() != 200) {
          throw new UsageException(
              url
                  + " answers "
                  + answer.statusCode()
                  + ": "
                  + new String(bytes, StandardCharsets.UTF_8).strip());
        }
        if (bytes.length > ANSWER_BYTES_MAX) {
          throw new UsageException(url + " answers more than " + ANSWER_BYTES_MAX + " bytes");
        }
        return Slice.copyOf(bytes);
      }
    }
  }

  private static HttpResponse<InputStream> send(HttpClient client, HttpRequest request)
      throws IOException, InterruptedException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (ConnectException | HttpConnectTimeoutException away) {
      // The client's own message is empty.
      ConnectException named = new ConnectException(request.uri().toString());
      named.initCause(away);
      throw named;
    }
  }

  private static URI uri(String url) throws UsageException {
    try {
      return URI.create(url);
    } catch (IllegalArgumentException malformed) {
      throw new UsageException(malformed);
    }
  }

  private static boolean isXml(Slice bytes) {
    String start = bytes.slice(0, Math.min(64, bytes.size())).text(StandardCharsets.UTF_8);
    return start.replace("\uFEFF", "").stripLeading().startsWith("<");
  }
}
