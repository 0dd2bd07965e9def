package org.smoothlab.benchmarks;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.smooth.SmoothManifest;
import org.smoothlab.media.smooth.StreamIndex;

/**
 * The live manifest of {@link LiveEvent} through the JDK's {@code XMLStreamWriter}, as one would
 * write it at first: the baseline of {@link ManifestWriteBenchmark}. Not a writer for others: it
 * knows only what that event has.
 */
final class StreamWriterManifest {
  private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();

  private final SmoothManifest manifest;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
  private final XMLStreamWriter out;

  StreamWriterManifest(SmoothManifest manifest) throws XMLStreamException {
    this.manifest = manifest;
    this.out = FACTORY.createXMLStreamWriter(bytes, StandardCharsets.UTF_8.name());
  }

  byte[] write() throws XMLStreamException {
    SmoothManifest.Live live = (SmoothManifest.Live) manifest.header().liveness();
    out.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
    out.writeStartElement("SmoothStreamingMedia");
    attribute("MajorVersion", 2);
    attribute("MinorVersion", 0);
    attribute("TimeScale", manifest.header().timescale().ticksPerSecond());
    attribute("Duration", manifest.header().durationTicks());
    out.writeAttribute("IsLive", "TRUE");
    attribute("LookaheadCount", live.lookAheadCount());
    attribute("LookAheadFragmentCount", live.lookAheadCount());
    attribute("DVRWindowLength", live.windowTicks());
    out.writeAttribute("CanSeek", "TRUE");
    out.writeAttribute("CanPause", "TRUE");
    for (StreamIndex stream : manifest.streams()) {
      writeStream(stream);
    }
    out.writeEndElement();
    out.writeEndDocument();
    out.close();
    return bytes.toByteArray();
  }

  private void writeStream(StreamIndex stream) throws XMLStreamException {
    out.writeStartElement("StreamIndex");
    out.writeAttribute("Type", stream.info().kind().name().toLowerCase(Locale.ROOT));
    out.writeAttribute("Name", stream.info().name());
    attribute("Chunks", 0);
    attribute("QualityLevels", stream.levels().size());
    attribute("TimeScale", stream.info().timescale().ticksPerSecond());
    StreamIndex.Size size = stream.maxSize();
    if (!size.equals(StreamIndex.Size.UNKNOWN)) {
      attribute("MaxWidth", size.widthPixels());
      attribute("MaxHeight", size.heightPixels());
      attribute("DisplayWidth", size.widthPixels());
      attribute("DisplayHeight", size.heightPixels());
    }
    out.writeAttribute("Url", stream.url().pattern());
    for (int index = 0; index < stream.levels().size(); index++) {
      writeLevel(index, stream.levels().get(index));
    }
    long expectedTicks = -1;
    for (FragmentTime chunk : stream.chunks()) {
      out.writeEmptyElement("c");
      if (chunk.startTicks() != expectedTicks) {
        attribute("t", chunk.startTicks());
      }
      attribute("d", chunk.durationTicks());
      expectedTicks = chunk.endTicks();
    }
    out.writeEndElement();
  }

  private void writeLevel(int index, QualityLevel level) throws XMLStreamException {
    out.writeEmptyElement("QualityLevel");
    attribute("Index", index);
    attribute("Bitrate", level.bitrateBps());
    out.writeAttribute("FourCC", level.fourCc());
    switch (level.format()) {
      case MediaFormat.Video video -> {
        attribute("MaxWidth", video.maxWidth());
        attribute("MaxHeight", video.maxHeight());
      }
      case MediaFormat.Audio audio -> {
        attribute("SamplingRate", audio.samplingRateHz());
        attribute("Channels", audio.channelCount());
        attribute("BitsPerSample", audio.bitsPerSample());
        attribute("PacketSize", audio.packetBytes());
        attribute("AudioTag", audio.audioTag());
      }
      case MediaFormat.Text _ -> throw new IllegalArgumentException("the event has no text");
    }
    out.writeAttribute(
        "CodecPrivateData",
        HexFormat.of().withUpperCase().formatHex(level.codecPrivateData().toByteArray()));
  }

  private void attribute(String name, long value) throws XMLStreamException {
    out.writeAttribute(name, Long.toString(value));
  }
}
