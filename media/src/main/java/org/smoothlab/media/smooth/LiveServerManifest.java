package org.smoothlab.media.smooth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;
import org.smoothlab.media.xml.Decimal;
import org.smoothlab.media.xml.XmlReader;
import org.smoothlab.media.xml.XmlWriter;

/**
 * What an encoder says of its tracks before the first fragment: a SMIL document in a {@code uuid}
 * box. Encoders leave out much of it and spell the rest in several ways, so a track is kept as the
 * document has it, with methods that know the spellings.
 *
 * @param creator the encoder's name; empty when it does not say
 * @param tracks in the order of the document
 * @see "[MS-SSTR] 2.2.7.3 and 2.2.7.4"
 */
public record LiveServerManifest(String creator, List<Track> tracks) {
  /** The largest document that is read. */
  public static final long DOCUMENT_BYTES_MAX = 1 << 20;

  /** How many tracks a document may have. */
  public static final int TRACKS_MAX = 512;

  /** How many {@code param} elements a track may have. */
  public static final int PARAMS_MAX = 256;

  private static final String NAME = "LiveServerManifest";

  public LiveServerManifest {
    tracks = List.copyOf(tracks);
  }

  /**
   * Reads a document in any encoding that is read in client manifests.
   *
   * @throws MalformedMediaException if it is not such a document, has a document type declaration,
   *     or is larger than one of the limits of this class
   * @throws UnsupportedMediaException if its encoding is not known here
   */
  public static LiveServerManifest read(Slice document) throws MediaException {
    if (document.size() > DOCUMENT_BYTES_MAX) {
      throw new MalformedMediaException(
          NAME + ": " + document.size() + " bytes, at most " + DOCUMENT_BYTES_MAX + " are read");
    }
    XmlReader xml = new XmlReader(document, NAME, "smil");
    List<String> creators = new ArrayList<>();
    List<Track> tracks = new ArrayList<>();
    readInside(xml, creators, tracks);
    xml.requireEnd();
    return new LiveServerManifest(creators.isEmpty() ? "" : creators.get(0), tracks);
  }

  /** What our own encoder says: everything, in the words of the standard. */
  public static LiveServerManifest of(String creator, List<TrackInfo> tracks) {
    return new LiveServerManifest(creator, tracks.stream().map(Track::of).toList());
  }

  /** The document in UTF-8. */
  public Slice write() {
    XmlWriter out = new XmlWriter(2048 * (tracks.size() + 1));
    out.markup("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    out.markup("<smil xmlns=\"http://www.w3.org/2001/SMIL20/Language\">\n<head>");
    out.markup("<meta").attribute("name", "creator").attribute("content", creator);
    out.markup("/></head>\n<body><switch>\n");
    for (Track track : tracks) {
      track.write(out);
    }
    return out.markup("</switch></body>\n</smil>\n").toSlice();
  }

  /**
   * SMIL nests tracks in {@code body}, {@code switch}, {@code seq} … : their names do not matter.
   */
  private static void readInside(XmlReader xml, List<String> creators, List<Track> tracks)
      throws MalformedMediaException {
    while (xml.nextChild()) {
      switch (xml.name()) {
        case "meta" -> {
          if (xml.textOf("name").equals("creator")) {
            creators.add(xml.textOf("content"));
          }
          xml.skip();
        }
        case "video" -> tracks.add(readTrack(xml, StreamKind.VIDEO, tracks.size()));
        case "audio" -> tracks.add(readTrack(xml, StreamKind.AUDIO, tracks.size()));
        case "textstream" -> tracks.add(readTrack(xml, StreamKind.TEXT, tracks.size()));
        default -> readInside(xml, creators, tracks);
      }
    }
  }

  private static Track readTrack(XmlReader xml, StreamKind kind, int trackCount)
      throws MalformedMediaException {
    if (trackCount == TRACKS_MAX) {
      throw xml.wrong("more than " + TRACKS_MAX + " tracks");
    }
    String where = xml.where();
    List<CustomAttribute> params = new ArrayList<>();
    for (String attribute : Track.ATTRIBUTES) {
      xml.find(attribute).ifPresent(text -> params.add(new CustomAttribute(attribute, text)));
    }
    while (xml.nextChild()) {
      if (xml.name().equals("param")) {
        if (params.size() == PARAMS_MAX) {
          throw xml.wrong("more than " + PARAMS_MAX + " params");
        }
        params.add(new CustomAttribute(xml.require("name").strip(), xml.textOf("value")));
      }
      xml.skip();
    }
    Track track = new Track(kind, params);
    track.requireReadable(where);
    return track;
  }

  /**
   * One track as the document has it.
   *
   * @param kind by the name of its element
   * @param params the attributes of its element, then those inside it; the first of a name counts
   */
  public record Track(StreamKind kind, List<CustomAttribute> params) {
    private static final List<String> ATTRIBUTES = List.of("systemBitrate", "systemLanguage");

    public Track {
      params = List.copyOf(params);
    }

    /** Everything that is known of a track. */
    static Track of(TrackInfo info) {
      List<CustomAttribute> params = new ArrayList<>();
      StreamInfo stream = info.stream();
      QualityLevel level = info.level();
      add(params, "systemBitrate", level.bitrateBps());
      addUnlessEmpty(params, "systemLanguage", stream.language());
      add(params, "trackID", info.trackNumber());
      addUnlessEmpty(params, "trackName", stream.name());
      add(params, "timescale", stream.timescale().ticksPerSecond());
      addUnlessEmpty(params, "Subtype", stream.subtype());
      addUnlessEmpty(params, "parentTrackName", stream.sparse().parentName());
      addUnlessEmpty(params, "manifestOutput", stream.sparse().manifestOutput() ? "TRUE" : "");
      addUnlessEmpty(params, "FourCC", level.fourCc());
      addUnlessEmpty(params, "CodecPrivateData", level.codecPrivateData().toHex());
      switch (level.format()) {
        case MediaFormat.Video(int width, int height, int nalUnitLengthBytes) -> {
          add(params, "MaxWidth", width);
          add(params, "MaxHeight", height);
          addUnlessEmpty(
              params,
              "NALUnitLengthField",
              nalUnitLengthBytes == 4 ? "" : String.valueOf(nalUnitLengthBytes));
        }
        case MediaFormat.Audio(int rate, int channels, int bits, int packet, int tag) -> {
          add(params, "AudioTag", tag);
          add(params, "Channels", channels);
          add(params, "SamplingRate", rate);
          add(params, "BitsPerSample", bits);
          add(params, "PacketSize", packet);
        }
        case MediaFormat.Text() -> {
          // A text track has nothing more to tell.
        }
      }
      params.addAll(level.customAttributes());
      return new Track(info.stream().kind(), params);
    }

    /** The value of the first of these names that is given; names are read without case. */
    public Optional<String> find(String... names) {
      for (String name : names) {
        for (CustomAttribute param : params) {
          if (param.name().equalsIgnoreCase(name)) {
            return Optional.of(param.value().strip());
          }
        }
      }
      return Optional.empty();
    }

    /** The value of the first of these names that is given, or an empty text. */
    public String textOf(String... names) {
      return find(names).orElse("");
    }

    /**
     * The number of the first of these names that is given and not empty, else {@code otherwise}.
     */
    public long numberOr(long otherwise, String... names) {
      String digits = textOf(names);
      try {
        return digits.isEmpty() ? otherwise : Decimal.read(digits, Long.MAX_VALUE, names[0]);
      } catch (MalformedMediaException e) {
        throw new IllegalStateException("was readable when the document was read", e);
      }
    }

    /** {@code track_ID}; 0 when the document does not say. */
    public long trackNumber() {
      return numberOr(0, "trackID");
    }

    /** Name of the stream: the name given, or the element's. */
    public String name() {
      String given = textOf("trackName");
      return given.isEmpty() ? defaultName(kind) : given;
    }

    /** The codec's own header; empty when the document does not have it. */
    public Slice codecPrivateData() {
      return Slice.ofHex(textOf("CodecPrivateData", "WaveFormatEx"));
    }

    /** How the stream hangs on another one. */
    public StreamInfo.Sparse sparse() {
      return new StreamInfo.Sparse(
          textOf("parentTrackName"), XmlReader.isTrue(textOf("manifestOutput")));
    }

    /** {@code {namespace}_{attribute}} params, and the scheme of event streams. */
    public List<CustomAttribute> customAttributes() {
      return params.stream()
          .filter(param -> param.name().indexOf('_') > 0 || param.name().equals("Scheme"))
          .toList();
    }

    /** The name of a stream whose tracks say none. */
    static String defaultName(StreamKind kind) {
      return switch (kind) {
        case VIDEO -> "video";
        case AUDIO -> "audio";
        case TEXT -> "textstream";
      };
    }

    private void write(XmlWriter out) {
      String element = defaultName(kind);
      out.markup("<").markup(element).attribute("src", "Streams");
      for (String attribute : ATTRIBUTES) {
        find(attribute).ifPresent(value -> out.attribute(attribute, value));
      }
      out.markup(">\n");
      for (CustomAttribute param : params) {
        if (ATTRIBUTES.stream().noneMatch(param.name()::equalsIgnoreCase)) {
          out.markup("<param")
              .attribute("name", param.name())
              .attribute("value", param.value())
              .attribute("valuetype", "data")
              .markup("/>\n");
        }
      }
      out.markup("</").markup(element).markup(">\n");
    }

    private void requireReadable(String where) throws MalformedMediaException {
      requireNumber(where, Integer.MAX_VALUE, "trackID");
      requireNumber(where, 0xFFFF_FFFFL, "systemBitrate");
      requireNumber(where, Integer.MAX_VALUE, "timescale");
      requireNumber(where, 0xFFFF, "AudioTag");
      requireNumber(where, 4, "NALUnitLengthField");
      for (String name :
          List.of(
              "SamplingRate",
              "Channels",
              "BitsPerSample",
              "PacketSize",
              "PackSize",
              "MaxWidth",
              "MaxHeight",
              "Width",
              "Height")) {
        requireNumber(where, 1 << 24, name);
      }
      XmlReader.hex(textOf("CodecPrivateData", "WaveFormatEx"), where + "CodecPrivateData ");
    }

    private void requireNumber(String where, long max, String name) throws MalformedMediaException {
      String digits = textOf(name);
      if (!digits.isEmpty()) {
        Decimal.read(digits, max, where + name);
      }
    }

    private static void add(List<CustomAttribute> params, String name, long value) {
      params.add(new CustomAttribute(name, String.format(Locale.ROOT, "%d", value)));
    }

    private static void addUnlessEmpty(List<CustomAttribute> params, String name, String value) {
      if (!value.isEmpty()) {
        params.add(new CustomAttribute(name, value));
      }
    }
  }
}
