package org.smoothlab.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.StreamManifest;
import org.smoothlab.simulator.content.UnreadableSourceException;
import org.smoothlab.simulator.encoder.EncoderFault;
import org.smoothlab.simulator.net.Header;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that the Push Encoder of IIS had; see {@link SlashOptions} for its spelling. */
final class PushOptions {
  private static final Pattern BETWEEN_HEADERS =
      Pattern.compile(",\\s*(?=[!#$%&'*+.^_`|~0-9A-Za-z-]+\\s*:)");
  private static final List<String> FIXED =
      List.of("host", "content-length", "transfer-encoding", "connection", "expect");

  @Option(
      names = "--loop",
      description =
          "begin again at the end of the source, with times that go on; test content always does")
  private boolean loop;

  @Option(
      names = {"--live-archive", "--liveArchive"},
      description = "the source is a recording of a broadcast: its first second becomes time 0")
  private boolean liveArchive;

  @Option(
      names = "--realtime",
      arity = "1",
      paramLabel = "[TICKS]",
      description = "as --start TICKS; without a value, 100 ns ticks since 1970")
  private Optional<String> realtime = Optional.empty();

  @Option(
      names = "--id",
      paramLabel = "ID",
      description =
          "in place of the process id: streams are ID-stream0, ID-stream1, one for each file")
  private Optional<String> id = Optional.empty();

  @Option(
      names = {"--no-eos", "--noEOS"},
      description = "no end of stream signal at the end")
  private boolean noEos;

  @Option(
      names = "--end",
      paramLabel = "HOW",
      defaultValue = "CHUNKED",
      description =
          "with --no-eos, how the request ends: chunked (well) or reset (default:"
              + " ${DEFAULT-VALUE})")
  private End end = End.CHUNKED;

  @Option(
      names = {"--no-sparse-eos", "--noSparseEOS"},
      description = "no end of stream signal on streams of sparse tracks")
  private boolean noSparseEos;

  @Option(
      names = {"--no-header", "--noHeader"},
      description = "no ftyp and no moov: to be refused")
  private boolean noHeader;

  @Option(names = "--no-manifest-box", description = "no live server manifest in front of moov")
  private boolean noManifestBox;

  @Option(
      names = {"--stream-manifest", "--streammanifest"},
      paramLabel = "FILE",
      description = "a SMIL file that names the streams without which nothing is to begin")
  private Optional<Path> streamManifest = Optional.empty();

  @Option(
      names = "--headers",
      paramLabel = "NAME: VALUE, …",
      converter = HeadersConverter.class,
      description = "HTTP headers of every request; may be given several times")
  private List<Header> headers = new ArrayList<>(); // picocli adds what is read to it

  @Option(
      names = "--skip",
      paramLabel = "FIRST,LAST",
      converter = SkipConverter.class,
      description = "leave out these fragments of each track, counted from 0; may be repeated")
  private List<EncoderFault> skips = new ArrayList<>();

  @Option(
      names = "--create",
      description = "create the publishing point first, and start it; use it if it is there")
  private boolean create;

  @Option(
      names = "--check-free",
      description = "leave a point alone that has a manifest, unless there is an event id")
  private boolean checkFree;

  private enum End {
    CHUNKED,
    RESET
  }

  /** Reads headers with commas between them. */
  static final class HeadersConverter implements ITypeConverter<List<Header>> {
    @Override
    public List<Header> convert(String value) {
      List<Header> read = new ArrayList<>();
      for (String one : BETWEEN_HEADERS.split(value.strip(), -1)) {
        int colon = one.indexOf(':');
        String name = colon < 1 ? "" : one.substring(0, colon).strip();
        if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+") || value.matches("(?s).*[\\r\\n].*")) {
          throw new TypeConversionException(
              "'" + one + "' is no header; write for instance X-Studio: 7, X-Run: a,b");
        }
        if (FIXED.contains(name.toLowerCase(Locale.ROOT))) {
          throw new TypeConversionException(name + " is not for the command line to say");
        }
        read.add(new Header(name, one.substring(colon + 1).strip()));
      }
      return read;
    }
  }

  /** Reads a range of fragments. */
  static final class SkipConverter implements ITypeConverter<EncoderFault> {
    @Override
    public EncoderFault convert(String value) {
      String[] ends = value.split("[,-]", -1);
      try {
        long first = Long.parseUnsignedLong(ends[0].strip());
        long last = Long.parseUnsignedLong(ends[ends.length - 1].strip());
        if (ends.length <= 2 && 0 <= first && first <= last) {
          return new EncoderFault.Skip(first, last);
        }
      } catch (NumberFormatException _) {
        // Told below, as everything else that is no range.
      }
      throw new TypeConversionException("'" + value + "' is no range; write for instance 3,4");
    }
  }

  boolean isLooped() {
    return loop;
  }

  boolean isLiveArchive() {
    return liveArchive;
  }

  boolean isCreated() {
    return create;
  }

  boolean isFreeWanted() {
    return checkFree;
  }

  Optional<String> id() {
    return id;
  }

  Optional<String> realtime() {
    return realtime;
  }

  List<Header> headers() {
    return List.copyOf(headers);
  }

  /** What is to be left out. */
  List<EncoderFault> faults() throws UsageException {
    List<EncoderFault> faults = new ArrayList<>(skips);
    if (end == End.RESET && !noEos) {
      throw new UsageException("--end=reset goes with --no-eos");
    }
    if (noEos) {
      faults.add(
          end == End.RESET ? new EncoderFault.ResetAtEnd() : new EncoderFault.NoEndOfStream());
    }
    if (noSparseEos) {
      faults.add(new EncoderFault.NoSparseEndOfStream());
    }
    if (noHeader) {
      faults.add(new EncoderFault.NoHeader());
    }
    if (noManifestBox) {
      faults.add(new EncoderFault.NoManifestBox());
    }
    return faults;
  }

  /**
   * The stream manifest, as it is in its file.
   *
   * @throws UnreadableSourceException if it is none
   */
  Optional<Slice> streamManifest() throws IOException {
    if (streamManifest.isEmpty()) {
      return Optional.empty();
    }
    Path file = streamManifest.get();
    try {
      if (Files.size(file) > StreamManifest.DOCUMENT_BYTES_MAX) {
        throw new UnreadableSourceException(file + ": too large for a stream manifest");
      }
      Slice document = Slice.copyOf(Files.readAllBytes(file));
      StreamManifest.read(document);
      return Optional.of(document);
    } catch (MediaException wrong) {
      throw new UnreadableSourceException(file + ": " + wrong.getMessage());
    }
  }
}
