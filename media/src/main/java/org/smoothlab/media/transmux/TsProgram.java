package org.smoothlab.media.transmux;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.SliceWriter;
import org.smoothlab.media.bytes.UnsupportedMediaException;
import org.smoothlab.media.codec.AacConfig;
import org.smoothlab.media.codec.AdtsHeader;
import org.smoothlab.media.codec.AvcConfig;
import org.smoothlab.media.codec.CodecName;
import org.smoothlab.media.codec.DolbyConfig;
import org.smoothlab.media.codec.HevcConfig;
import org.smoothlab.media.ts.ProgramAssociation;
import org.smoothlab.media.ts.ProgramMap;
import org.smoothlab.media.ts.ProgramMap.ElementaryStream;
import org.smoothlab.media.ts.StreamType;

/**
 * Tracks that go together into one transport stream, and what all its segments have in common.
 * Immutable: made once, it makes any number of segments.
 *
 * @see "ISO/IEC 13818-1, 2.4.4; RFC 8216, 3.2"
 */
public final class TsProgram {
  /** More audio tracks would not fit the packet of their table. */
  public static final int AUDIO_TRACK_COUNT_MAX = 8;

  /** Where the first track is; the others follow. */
  static final int FIRST_PID = 0x100;

  private static final int LANGUAGE_DESCRIPTOR = 0x0A;
  private static final int REGISTRATION_DESCRIPTOR = 0x05;
  private static final String UNKNOWN_LANGUAGE = "und";

  private final List<Member> members;
  private final Slice association;
  private final Slice map;

  private TsProgram(List<Member> members, ProgramMap map) {
    this.members = List.copyOf(members);
    this.association = ProgramAssociation.USUAL.toSection();
    this.map = map.toSection();
  }

  /** One track in the program: what its samples need. */
  sealed interface Member {
    /**
     * @param name of the track, for messages
     * @param carriesClock whether it is the first one
     */
    record Place(String name, Timescale timescale, boolean carriesClock) {}

    /**
     * Pictures.
     *
     * @param lengthBytes 1, 2 or 4: size of the length in front of each unit
     * @param parameterSets with start codes; empty when only samples have them
     */
    record Video(Place place, NalCoding coding, int lengthBytes, Slice parameterSets)
        implements Member {
      @Override
      public StreamType streamType() {
        return coding.streamType();
      }
    }

    /** AAC. */
    record Aac(Place place, AdtsHeader adts) implements Member {
      @Override
      public StreamType streamType() {
        return StreamType.AAC;
      }
    }

    /** AC-3 and E-AC-3: frames say all themselves. */
    record Dolby(Place place, StreamType streamType) implements Member {}

    Place place();

    StreamType streamType();

    default String name() {
      return place().name;
    }

    default Timescale timescale() {
      return place().timescale;
    }

    default boolean carriesClock() {
      return place().carriesClock;
    }
  }

  /**
   * The program of these tracks. The first one carries the clock; players prefer the first audio
   * track.
   *
   * @param tracks at most one of video, which is then the first, and up to {@link
   *     #AUDIO_TRACK_COUNT_MAX} of audio
   * @throws UnsupportedMediaException if a transport stream cannot carry one of them, or its
   *     configuration is not known
   * @throws org.smoothlab.media.bytes.MalformedMediaException if codec data cannot be read
   */
  public static TsProgram of(List<TrackInfo> tracks) throws MediaException {
    requireShape(tracks);
    long audioCount = tracks.stream().filter(TsProgram::isAudio).count();
    List<Member> members = new ArrayList<>();
    List<ElementaryStream> streams = new ArrayList<>();
    for (TrackInfo track : tracks) {
      Member member = member(track, members.isEmpty());
      Slice descriptors = descriptors(track.stream(), member.streamType(), audioCount > 1);
      int pid = FIRST_PID + members.size();
      streams.add(new ElementaryStream(member.streamType().code(), pid, descriptors));
      members.add(member);
    }
    int number = ProgramAssociation.USUAL.programNumber();
    return new TsProgram(members, new ProgramMap(number, FIRST_PID, streams));
  }

  /** Whether a transport stream can carry a track: {@link #of} takes it. */
  public static boolean canCarry(TrackInfo track) {
    try {
      member(track, true);
      return true;
    } catch (MediaException cannot) {
      return false;
    }
  }

  /**
   * One segment. It begins with its tables, its counters begin at 0, and so will those of the next
   * one go on: each stream fills a multiple of sixteen packets.
   *
   * @param fragments of each track, in the order of the tracks; of one track in the order of time.
   *     All that reach into the span; others do no harm. None for a track that has a gap there
   * @param span which samples: video by the start of their fragment, audio by their own
   * @throws UnsupportedMediaException if there is nothing in the span, it lasts too long, or
   *     something in it cannot be told in a transport stream
   * @throws org.smoothlab.media.bytes.MalformedMediaException if samples cannot be read
   */
  public TsSegment segment(List<List<Fragment>> fragments, TsSpan span) throws MediaException {
    if (fragments.size() != members.size()) {
      throw new IllegalArgumentException(
          "fragments of %d tracks, expected %d".formatted(fragments.size(), members.size()));
    }
    List<TsLane> lanes = new ArrayList<>(members.size());
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      var ownSpan = span.on(member.timescale());
      lanes.add(
          member instanceof Member.Video video
              ? new VideoLane(video, fragments.get(i), ownSpan)
              : new AudioLane(member, fragments.get(i), ownSpan));
    }
    return new TsSegment(this, lanes, span);
  }

  /** The section in PID 0. */
  Slice association() {
    return association;
  }

  /** The section that tells the tracks. */
  Slice map() {
    return map;
  }

  /** PIDs of the two tables, then of the tracks. */
  int[] pids() {
    int[] pids = new int[TsSegment.TABLE_COUNT + members.size()];
    pids[0] = ProgramAssociation.PID;
    pids[1] = ProgramAssociation.USUAL.mapPid();
    for (int i = 0; i < members.size(); i++) {
      pids[TsSegment.TABLE_COUNT + i] = FIRST_PID + i;
    }
    return pids;
  }

  private static void requireShape(List<TrackInfo> tracks) {
    long audioCount = tracks.stream().filter(TsProgram::isAudio).count();
    boolean othersAreAudio = tracks.stream().skip(1).allMatch(TsProgram::isAudio);
    if (tracks.isEmpty() || !othersAreAudio || audioCount > AUDIO_TRACK_COUNT_MAX) {
      throw new IllegalArgumentException(
          "tracks must be up to one of video, then up to %d of audio: %s"
              .formatted(AUDIO_TRACK_COUNT_MAX, tracks.stream().map(TrackInfo::id).toList()));
    }
  }

  private static boolean isAudio(TrackInfo track) {
    return track.stream().kind() == StreamKind.AUDIO;
  }

  private static Member member(TrackInfo track, boolean carriesClock) throws MediaException {
    Member.Place place =
        new Member.Place(track.id().toString(), track.stream().timescale(), carriesClock);
    QualityLevel level = track.level();
    return switch (level.format()) {
      case MediaFormat.Video video when CodecName.isAvc(level.fourCc()) ->
          new Member.Video(place, NalCoding.AVC, video.nalUnitLengthBytes(), avcSets(level));
      case MediaFormat.Video video when CodecName.isHevc(level.fourCc()) ->
          new Member.Video(place, NalCoding.HEVC, video.nalUnitLengthBytes(), hevcSets(level));
      case MediaFormat.Audio _ when DolbyConfig.coding(level.fourCc()).isPresent() ->
          new Member.Dolby(
              place,
              DolbyConfig.coding(level.fourCc()).get() == DolbyConfig.Coding.AC_3
                  ? StreamType.AC_3
                  : StreamType.E_AC_3);
      case MediaFormat.Audio _ ->
          new Member.Aac(
              place, AdtsHeader.of(AacConfig.find(level).orElseThrow(() -> unsupported(track))));
      case MediaFormat.Video _, MediaFormat.Text _ -> throw unsupported(track);
    };
  }

  private static Slice avcSets(QualityLevel level) throws MediaException {
    Slice data = level.codecPrivateData();
    return data.isEmpty() ? data : AvcConfig.fromCodecPrivateData(data).toCodecPrivateData().copy();
  }

  private static Slice hevcSets(QualityLevel level) throws MediaException {
    Slice data = level.codecPrivateData();
    return data.isEmpty()
        ? data
        : HevcConfig.fromCodecPrivateData(data).toCodecPrivateData().copy();
  }

  private static Slice descriptors(StreamInfo stream, StreamType type, boolean withLanguage) {
    SliceWriter out = new SliceWriter();
    switch (type) {
      case AC_3 -> descriptor(out, REGISTRATION_DESCRIPTOR, "AC-3");
      case E_AC_3 -> descriptor(out, REGISTRATION_DESCRIPTOR, "EAC3");
      case AVC, HEVC, AAC -> {}
    }
    if (withLanguage && !type.isVideo()) {
      boolean usual = stream.language().matches("[A-Za-z]{3}");
      // Behind the language, the kind of audio: 0 says nothing.
      descriptor(out, LANGUAGE_DESCRIPTOR, (usual ? stream.language() : UNKNOWN_LANGUAGE) + '\0');
    }
    return out.toSlice();
  }

  private static void descriptor(SliceWriter out, int tag, String text) {
    Slice bytes = Slice.copyOf(text.getBytes(StandardCharsets.ISO_8859_1));
    out.u8(tag).u8(Math.toIntExact(bytes.size())).bytes(bytes);
  }

  private static UnsupportedMediaException unsupported(TrackInfo track) {
    return new UnsupportedMediaException(
        "%s: a transport stream cannot carry codec '%s' as it is announced"
            .formatted(track.id(), track.level().fourCc()));
  }
}
