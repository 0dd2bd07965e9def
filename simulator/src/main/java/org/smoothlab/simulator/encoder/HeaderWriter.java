package org.smoothlab.simulator.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.AudioSampleEntry;
import org.smoothlab.media.box.AvcCBox;
import org.smoothlab.media.box.Box;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.BoxWriter;
import org.smoothlab.media.box.BtrtBox;
import org.smoothlab.media.box.FtypBox;
import org.smoothlab.media.box.LiveServerManifestBox;
import org.smoothlab.media.box.MdiaBox;
import org.smoothlab.media.box.MinfBox;
import org.smoothlab.media.box.MoovBox;
import org.smoothlab.media.box.MvexBox;
import org.smoothlab.media.box.MvhdBox;
import org.smoothlab.media.box.StblBox;
import org.smoothlab.media.box.StreamManifestBox;
import org.smoothlab.media.box.StsdBox;
import org.smoothlab.media.box.TrakBox;
import org.smoothlab.media.box.TrexBox;
import org.smoothlab.media.box.VisualSampleEntry;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.codec.CodecName;
import org.smoothlab.media.codec.NalUnits;
import org.smoothlab.media.smooth.LiveServerManifest;
import org.smoothlab.media.transmux.InitSegment;
import org.smoothlab.simulator.content.SourceTrack;

/**
 * Writes the boxes that open a POST, in an encoder's dialect.
 *
 * @see "[MS-SSTR] 2.2.7.1"
 */
final class HeaderWriter {
  // GStreamer's isomp4 plugin takes 100 ticks a frame for the picture and samples for the sound.
  private static final Timescale GSTREAMER_PICTURE = new Timescale(2_500);

  // FFmpeg's mp4 muxer doubles the rate of the frames until it is 10 000 or more.
  private static final Timescale FFMPEG_PICTURE = new Timescale(12_800);
  private static final String CREATOR = "Smoothlab";
  private static final int NAL_UNIT_LENGTH_BYTES = 4;

  private HeaderWriter() {}

  /** The track with the clock that the dialect's muxer gives it. */
  static SourceTrack clocked(Dialect dialect, SourceTrack track) {
    return switch (dialect.style()) {
      case PIFF, ISMV, CMAF -> track;
      case FMP4 ->
          switch (track.info().level().format()) {
            case MediaFormat.Video _ -> track.in(FFMPEG_PICTURE);
            case MediaFormat.Audio audio -> track.in(new Timescale(audio.samplingRateHz()));
            case MediaFormat.Text() -> track;
          };
      case ISMLMUX ->
          switch (track.info().level().format()) {
            case MediaFormat.Video _ -> track.in(GSTREAMER_PICTURE);
            case MediaFormat.Audio audio -> track.in(new Timescale(audio.samplingRateHz()));
            case MediaFormat.Text() -> track;
          };
    };
  }

  /** What goes in front of each key frame; empty if the header has it. */
  static Slice parameterSets(Dialect dialect, SourceTrack track) {
    QualityLevel level = track.info().level();
    if (dialect.codecData() == Dialect.CodecData.ANNOUNCED || !CodecName.isAvc(level.fourCc())) {
      return Slice.EMPTY;
    }
    try {
      return NalUnits.toLengthPrefixed(
          NalUnits.splitAnnexB(level.codecPrivateData()), NAL_UNIT_LENGTH_BYTES);
    } catch (MalformedMediaException wrong) {
      throw new IllegalArgumentException(track.info().id() + ": no parameter sets", wrong);
    }
  }

  /**
   * The header of a POST with these tracks; empty if the plan's faults leave nothing of it.
   *
   * @param dialect that of the plan, or another one
   * @throws IllegalArgumentException if the tracks' codec data cannot be described
   */
  static Slice write(EncoderPlan plan, Dialect dialect, List<TrackInfo> tracks) {
    BoxWriter out = new BoxWriter();
    boolean hasHeader = !plan.has(EncoderFault.NoHeader.class);
    try {
      MoovBox moov = moov(dialect, tracks);
      List<TrackInfo> told = tracks.stream().map(each -> told(dialect, each)).toList();
      if (hasHeader) {
        fileType(dialect).write(out);
      }
      if (!plan.delivery().streamManifest().isEmpty()) {
        new StreamManifestBox(plan.delivery().streamManifest()).write(out);
      }
      if (!plan.has(EncoderFault.NoManifestBox.class)) {
        serverManifest(dialect, told).ifPresent(manifest -> manifest.write(out));
      }
      if (hasHeader) {
        moov.write(out);
      }
    } catch (MediaException wrong) {
      throw new IllegalArgumentException("tracks that cannot be announced", wrong);
    }
    return out.toSlice();
  }

  private static FtypBox fileType(Dialect dialect) {
    return switch (dialect.style()) {
      // [MS-SSTR] 2.2.7.1: the brands of a live stream.
      case PIFF -> new FtypBox("isml", 1, List.of("piff", "iso2"));
      case ISMV -> new FtypBox("isml", 0x200, List.of("isml", "piff"));
      case ISMLMUX -> new FtypBox("isml", 0, List.of("isml", "iso2"));
      // ISO/IEC 23000-19, 7.2: the structural brand of CMAF.
      case CMAF -> new FtypBox("cmfc", 0, List.of("cmfc", "iso6"));
      case FMP4 -> new FtypBox("iso6", 0x200, List.of("iso6", "cmfc", "mp41"));
    };
  }

  private static Optional<LiveServerManifestBox> serverManifest(
      Dialect dialect, List<TrackInfo> told) {
    return switch (dialect.style()) {
      case PIFF ->
          Optional.of(new LiveServerManifestBox(LiveServerManifest.of(CREATOR, told).write()));
      case ISMV -> Optional.of(new LiveServerManifestBox(Slice.ofUtf8(smil(told))));
      case ISMLMUX, CMAF, FMP4 -> Optional.empty();
    };
  }

  private static TrackInfo told(Dialect dialect, TrackInfo track) {
    QualityLevel level = track.level();
    if (dialect.codecData() == Dialect.CodecData.ANNOUNCED || !CodecName.isAvc(level.fourCc())) {
      return track;
    }
    QualityLevel untold =
        new QualityLevel(
            level.bitrateBps(),
            level.fourCc(),
            Slice.EMPTY,
            level.format(),
            level.customAttributes());
    return new TrackInfo(track.trackNumber(), track.stream(), untold);
  }

  // The moov boxes of the single tracks, made one.
  private static MoovBox moov(Dialect dialect, List<TrackInfo> tracks) throws MediaException {
    List<Box> children = new ArrayList<>();
    List<Box> trexes = new ArrayList<>();
    for (TrackInfo track : tracks) {
      MoovBox single =
          BoxList.read(InitSegment.of(track), "init").find(MoovBox.class).orElseThrow();
      if (children.isEmpty()) {
        children.add(single.children().find(MvhdBox.class).orElseThrow());
      }
      TrakBox trak = single.children().find(TrakBox.class).orElseThrow();
      children.add(edited(trak, box -> inDialect(dialect, track, box)));
      MvexBox mvex = single.children().find(MvexBox.class).orElseThrow();
      trexes.addAll(mvex.children().all(TrexBox.class));
    }
    children.add(new MvexBox(new BoxList(trexes)));
    return new MoovBox(new BoxList(children));
  }

  // What dialects have otherwise than the header of a track that our origin makes for players.
  private static Box inDialect(Dialect dialect, TrackInfo track, Box box) {
    boolean inBand = dialect.codecData() == Dialect.CodecData.IN_BAND;
    boolean rated =
        switch (dialect.style()) {
          case CMAF, FMP4 -> true;
          case PIFF, ISMV, ISMLMUX -> false;
        };
    return switch (box) {
      case AvcCBox _ when inBand -> new AvcCBox(Slice.EMPTY);
      case VisualSampleEntry entry when rated ->
          new VisualSampleEntry(
              entry.type(),
              entry.dataReferenceIndex(),
              entry.width(),
              entry.height(),
              entry.compressorName(),
              withBitrate(entry.children(), track));
      case AudioSampleEntry entry when rated ->
          new AudioSampleEntry(
              entry.type(),
              entry.dataReferenceIndex(),
              entry.channelCount(),
              entry.sampleSizeBits(),
              entry.sampleRate(),
              withBitrate(entry.children(), track));
      default -> box;
    };
  }

  // DASH-IF Live Media Ingest 1.2, 6.2: nothing else says the bitrate of a CMAF track.
  private static BoxList withBitrate(BoxList boxes, TrackInfo track) {
    List<Box> more = new ArrayList<>(boxes.boxes());
    long bitrateBps = track.level().bitrateBps();
    more.add(new BtrtBox(0, bitrateBps, bitrateBps));
    return new BoxList(more);
  }

  // Every box on the way to the sample entries and their children, the innermost first.
  private static Box edited(Box box, UnaryOperator<Box> edit) {
    return edit.apply(
        switch (box) {
          case TrakBox trak -> new TrakBox(edited(trak.children(), edit));
          case MdiaBox mdia -> new MdiaBox(edited(mdia.children(), edit));
          case MinfBox minf -> new MinfBox(edited(minf.children(), edit));
          case StblBox stbl -> new StblBox(edited(stbl.children(), edit));
          case StsdBox stsd -> new StsdBox(edited(stsd.children(), edit));
          case VisualSampleEntry entry ->
              new VisualSampleEntry(
                  entry.type(),
                  entry.dataReferenceIndex(),
                  entry.width(),
                  entry.height(),
                  entry.compressorName(),
                  edited(entry.children(), edit));
          default -> box;
        });
  }

  private static BoxList edited(BoxList boxes, UnaryOperator<Box> edit) {
    return new BoxList(boxes.boxes().stream().map(box -> edited(box, edit)).toList());
  }

  // What FFmpeg 5.1 writes: bitrate and language also as params, no src, no timescale.
  private static String smil(List<TrackInfo> tracks) {
    StringBuilder xml = new StringBuilder();
    xml.append("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    xml.append("<smil xmlns=\"http://www.w3.org/2001/SMIL20/Language\">\n<head>\n");
    xml.append("<meta name=\"creator\" content=\"Lavf59.27.100\" />\n</head>\n<body>\n<switch>\n");
    for (TrackInfo track : tracks) {
      String element =
          switch (track.stream().kind()) {
            case VIDEO -> "video";
            case AUDIO -> "audio";
            case TEXT -> "textstream";
          };
      QualityLevel level = track.level();
      xml.append('<').append(element).append(" systemBitrate=\"");
      xml.append(level.bitrateBps()).append("\">\n");
      param(xml, "systemBitrate", level.bitrateBps());
      param(xml, "trackID", track.trackNumber());
      String language = track.stream().language();
      param(xml, "systemLanguage", language.isEmpty() ? "und" : language);
      param(xml, "trackName", track.stream().name());
      switch (level.format()) {
        case MediaFormat.Video video -> {
          param(xml, "CodecPrivateData", hex(level.codecPrivateData()));
          param(xml, "FourCC", level.fourCc());
          param(xml, "MaxWidth", video.maxWidth());
          param(xml, "MaxHeight", video.maxHeight());
          param(xml, "DisplayWidth", video.maxWidth());
          param(xml, "DisplayHeight", video.maxHeight());
        }
        case MediaFormat.Audio audio -> {
          param(xml, "FourCC", level.fourCc());
          param(xml, "CodecPrivateData", hex(level.codecPrivateData()));
          param(xml, "AudioTag", audio.audioTag());
          param(xml, "Channels", audio.channelCount());
          param(xml, "SamplingRate", audio.samplingRateHz());
          param(xml, "BitsPerSample", audio.bitsPerSample());
          param(xml, "PacketSize", audio.packetBytes());
        }
        case MediaFormat.Text() -> {
          param(xml, "Subtype", track.stream().subtype());
          param(xml, "FourCC", level.fourCc());
        }
      }
      xml.append("</").append(element).append(">\n");
    }
    return xml.append("</switch>\n</body>\n</smil>\n").toString();
  }

  private static void param(StringBuilder xml, String name, Object value) {
    xml.append("<param name=\"").append(name).append("\" value=\"").append(value);
    xml.append("\" valuetype=\"data\"/>\n");
  }

  private static String hex(Slice bytes) {
    return bytes.toHex().toUpperCase(Locale.ROOT);
  }
}
