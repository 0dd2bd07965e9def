package org.smoothlab.media.smooth;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.StreamIndex.EmbeddedText;
import org.smoothlab.media.smooth.StreamIndex.InlineSample;
import org.smoothlab.media.smooth.StreamIndex.Size;
import org.smoothlab.media.xml.Decimal;
import org.smoothlab.media.xml.XmlReader;

/** Reads one {@code StreamIndex} with all that is in it. */
final class StreamIndexReader {
  private static final int PIXELS_MAX = 1 << 20;

  private final XmlReader xml;
  private final ManifestReader.Budget budget;
  private final List<CustomAttribute> customAttributes = new ArrayList<>();
  private final List<Long> levelNumbers = new ArrayList<>();
  private final List<QualityLevel> levels = new ArrayList<>();
  private final ChunkTimes chunks = new ChunkTimes();
  private final List<NumberedSample> samples = new ArrayList<>();
  private final List<EmbeddedText> texts = new ArrayList<>();

  StreamIndexReader(XmlReader xml, ManifestReader.Budget budget) {
    this.xml = xml;
    this.budget = budget;
  }

  /** The data of an {@code f}, whose {@code i} is not yet looked up. */
  private record NumberedSample(int chunkIndex, long levelNumber, Slice data) {}

  StreamIndex read(Timescale rootTimescale) throws MediaException {
    String where = xml.where();
    StreamInfo info = readInfo(rootTimescale);
    FragmentUrl url = FragmentUrl.read(xml.textOf("Url"), where);
    Size displaySize = readSize(xml, "Display", Size.UNKNOWN);
    Size maxSize = readSize(xml, "Max", Size.UNKNOWN);
    while (xml.nextChild()) {
      switch (xml.name()) {
        case "CustomAttributes" -> ManifestReader.readCustomAttributes(xml, customAttributes);
        case "QualityLevel" -> readLevel(info.kind(), maxSize);
        case "c" -> readChunks();
        case "Content" -> readContent();
        default -> xml.skip();
      }
    }
    return new StreamIndex(
        info,
        url,
        levels,
        chunks.finish(where),
        new StreamIndex.Details(displaySize, customAttributes, inlineSamples(where), texts));
  }

  private StreamInfo readInfo(Timescale rootTimescale) throws MediaException {
    StreamKind kind = ManifestReader.readKind(xml);
    String name = xml.textOf("Name");
    return new StreamInfo(
        kind,
        name.isEmpty() ? xml.textOf("Type") : name,
        xml.textOf("Subtype"),
        xml.textOf("Language"),
        ManifestReader.readTimescale(xml, rootTimescale),
        new StreamInfo.Sparse(xml.textOf("ParentStreamIndex"), xml.flag("ManifestOutput")));
  }

  private void readLevel(StreamKind kind, Size streamSize) throws MediaException {
    budget.takeLevel(xml);
    long number = xml.numberOr("Index", 0xFFFF_FFFFL, levels.size());
    if (levelNumbers.contains(number)) {
      throw xml.wrong("@Index " + number + " is not unique ([MS-SSTR] 2.2.2.5)");
    }
    long bitrateBps = xml.requireNumber("Bitrate", 0xFFFF_FFFFL);
    String fourCc = xml.textOf("FourCC").strip();
    Slice codecData = XmlReader.hex(xml.textOf("CodecPrivateData"), xml.where());
    MediaFormat format =
        switch (kind) {
          case VIDEO -> readVideo(streamSize);
          case AUDIO -> readAudio();
          case TEXT -> new MediaFormat.Text();
        };
    List<CustomAttribute> attributes = new ArrayList<>();
    while (xml.nextChild()) {
      if (xml.name().equals("CustomAttributes")) {
        ManifestReader.readCustomAttributes(xml, attributes);
      } else {
        xml.skip();
      }
    }
    levelNumbers.add(number);
    levels.add(new QualityLevel(bitrateBps, fourCc, codecData, format, attributes));
  }

  private MediaFormat readVideo(Size streamSize) throws MalformedMediaException {
    // Old encoders wrote Width and Height; some leave the size to the stream.
    Size size = readSize(xml, "Max", readSize(xml, "", streamSize));
    long lengthBytes = xml.numberOr("NALUnitLengthField", 4, 4);
    if (lengthBytes != 1 && lengthBytes != 2 && lengthBytes != 4) {
      throw xml.wrong("@NALUnitLengthField must be 1, 2 or 4, is " + lengthBytes);
    }
    return new MediaFormat.Video(size.widthPixels(), size.heightPixels(), (int) lengthBytes);
  }

  private MediaFormat readAudio() throws MalformedMediaException {
    return new MediaFormat.Audio(
        (int) xml.numberOr("SamplingRate", Integer.MAX_VALUE, 0),
        (int) xml.numberOr("Channels", 0xFFFF, 0),
        (int) xml.numberOr("BitsPerSample", 0xFFFF, 16),
        (int) xml.numberOr("PacketSize", Integer.MAX_VALUE, 4),
        (int) xml.numberOr("AudioTag", 0xFFFF, 0xFF));
  }

  private static Size readSize(XmlReader xml, String prefix, Size otherwise)
      throws MalformedMediaException {
    return new Size(
        (int) xml.numberOr(prefix + "Width", PIXELS_MAX, otherwise.widthPixels()),
        (int) xml.numberOr(prefix + "Height", PIXELS_MAX, otherwise.heightPixels()));
  }

  private void readChunks() throws MalformedMediaException {
    long repeatCount = xml.numberOr("r", Long.MAX_VALUE, 1);
    if (repeatCount == 0) {
      throw xml.wrong("@r counts from one ([MS-SSTR] 2.2.2.6)");
    }
    budget.takeChunks(xml, repeatCount);
    int chunkIndex = chunks.count();
    long startTicks = xml.numberOr("t", Long.MAX_VALUE, ChunkTimes.UNKNOWN);
    long durationTicks = xml.numberOr("d", Long.MAX_VALUE, ChunkTimes.UNKNOWN);
    chunks.add(startTicks, durationTicks, xml);
    for (long repeated = 1; repeated < repeatCount; repeated++) {
      chunks.add(ChunkTimes.UNKNOWN, durationTicks, xml);
    }
    while (xml.nextChild()) {
      if (xml.name().equals("f")) {
        readInlineSample(chunkIndex);
      } else {
        xml.skip();
      }
    }
  }

  private void readInlineSample(int chunkIndex) throws MalformedMediaException {
    String where = xml.where();
    String number = xml.textOf("i");
    String text = xml.text();
    // Older documents have f elements with sizes instead of data; they mean nothing to us.
    if (!text.isBlank()) {
      samples.add(
          new NumberedSample(
              chunkIndex,
              Decimal.read(number.strip(), 0xFFFF_FFFFL, where + "@i"),
              XmlReader.base64(text, where)));
    }
  }

  private List<InlineSample> inlineSamples(String where) throws MalformedMediaException {
    List<InlineSample> inline = new ArrayList<>();
    for (NumberedSample sample : samples) {
      int levelIndex = levelNumbers.indexOf(sample.levelNumber());
      if (levelIndex < 0) {
        throw new MalformedMediaException(
            where + "f@i " + sample.levelNumber() + " names no quality level ([MS-SSTR] 2.2.2.6)");
      }
      inline.add(new InlineSample(sample.chunkIndex(), levelIndex, sample.data()));
    }
    return inline;
  }

  private void readContent() throws MalformedMediaException {
    while (xml.nextChild()) {
      switch (xml.name()) {
        case "ScriptCommand" -> {
          budget.takeChunks(xml, 1);
          texts.add(
              new EmbeddedText.ScriptCommand(
                  xml.requireNumber("Time", Long.MAX_VALUE),
                  xml.textOf("Type"),
                  xml.textOf("Command")));
        }
        case "Marker" -> {
          budget.takeChunks(xml, 1);
          texts.add(
              new EmbeddedText.Marker(
                  xml.requireNumber("Time", Long.MAX_VALUE), xml.textOf("Value")));
        }
        default -> {
          // Unknown entries are ignored.
        }
      }
      xml.skip();
    }
  }
}
