package org.smoothlab.simulator.encoder;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.smoothlab.simulator.net.Header;

/**
 * Encoders of the field: whose bytes, how they are divided into POSTs, and what comes before them.
 * What is known of each, and what is assumed, is in {@code docs/encoder.md}.
 */
public enum EncoderProfile {
  /** Our own: the standard's words, all tracks in one POST. */
  PIFF("piff", StreamLayout.ONE_POST),

  /** FFmpeg's {@code ismv} muxer: measured. It does not probe. */
  FFMPEG("ffmpeg", StreamLayout.ONE_POST),

  /** GStreamer's {@code ismlmux}: measured. That it does not probe is assumed. */
  GSTREAMER("gstreamer", StreamLayout.ONE_POST),

  /**
   * Expression Encoder 4: one stream {@code Encoder1} with all tracks, a probe, and no push to a
   * point that has a manifest, as the IIS pages show it. Its bytes are assumed to be those of
   * [MS-SSTR].
   */
  EXPRESSION("expression", StreamLayout.ONE_POST),

  /**
   * A Smooth output group of AWS MediaLive with {@code USE_TIMESTAMP}, {@code
   * USE_EVENT_START_DATE}, stream manifest {@code SEND} and {@code SEND_EOS}, as the settings are
   * documented. Bytes, stream ids and the form of the event id are assumed.
   */
  MEDIALIVE("medialive", StreamLayout.POST_PER_FILE),

  /**
   * CMAF as DASH-IF's live media ingest 1.2, interface 1, has it: a long request for each track, as
   * specified. Stream ids are assumed, the specification leaves them open.
   */
  DASH_IF("dash-if", StreamLayout.POST_PER_TRACK),

  /**
   * FFmpeg's {@code mp4} muxer with {@code -movflags +empty_moov+cmaf+separate_moof}: measured. It
   * does not probe.
   */
  FFMPEG_CMAF("ffmpeg-cmaf", StreamLayout.ONE_POST);

  /** What an encoder does beside sending bytes. */
  public enum Habit {
    /** No empty POST first. */
    NO_PROBE,
    /** Looks for a manifest first, and leaves a point alone that has one. */
    CHECK_FREE,
    /** An event id made of the time of the start. */
    EVENT_ID_BY_TIME,
    /** A stream manifest that names all POSTs. */
    STREAM_MANIFEST,
    /** Times on the wire are those since 1970-01-01 UTC of what begins at 0. */
    DATED,
    /** Media time is the time since 1970-01-01 UTC. */
    EPOCH,
    /** The header {@code DASH-IF-Ingest: 1.1}. */
    INGEST_HEADER
  }

  private static final String IN_BAND = "-inband";
  private static final Header INGEST_HEADER = new Header("DASH-IF-Ingest", "1.1");

  private final String word;
  private final StreamLayout layout;

  EncoderProfile(String word, StreamLayout layout) {
    this.word = word;
    this.layout = layout;
  }

  /**
   * Whose bytes, by its name in commands and scenarios; with {@code -inband} behind it, without
   * codec data in the header. The muxers' own names, {@code ismv}, {@code ismlmux} and {@code
   * cmaf}, are understood as well.
   */
  public record Named(EncoderProfile profile, Dialect dialect) {
    /** The same in chunks. */
    public Named inChunksOf(ChunkLength length) {
      return new Named(profile, dialect.inChunksOf(length));
    }

    /** How it delivers, in real time. */
    public Delivery delivery() {
      return profile.delivery().in(dialect);
    }
  }

  /** Finds a profile by name, whatever its case. */
  public static Optional<Named> find(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    boolean inBand = lower.endsWith(IN_BAND);
    String base = inBand ? lower.substring(0, lower.length() - IN_BAND.length()) : lower;
    String known =
        switch (base) {
          case "ismv" -> FFMPEG.word;
          case "ismlmux" -> GSTREAMER.word;
          case "cmaf" -> DASH_IF.word;
          default -> base;
        };
    for (EncoderProfile profile : values()) {
      if (profile.word.equals(known)) {
        return Optional.of(
            new Named(profile, inBand ? profile.dialect().inBand() : profile.dialect()));
      }
    }
    return Optional.empty();
  }

  /** What {@link #find} knows, in the order of the list. */
  public static List<String> names() {
    return List.of(values()).stream().map(profile -> profile.word).toList();
  }

  /** The same as {@link #names()}, and each with codec data among the media only. */
  public static List<String> allNames() {
    return names().stream().flatMap(name -> Stream.of(name, name + IN_BAND)).toList();
  }

  /** Under its own name. */
  public Named named() {
    return new Named(this, dialect());
  }

  /** Whether it does so. */
  public boolean does(Habit habit) {
    return switch (this) {
      case PIFF -> false;
      case FFMPEG, FFMPEG_CMAF, GSTREAMER -> habit == Habit.NO_PROBE;
      case EXPRESSION -> habit == Habit.CHECK_FREE;
      case MEDIALIVE ->
          habit == Habit.EVENT_ID_BY_TIME || habit == Habit.STREAM_MANIFEST || habit == Habit.DATED;
      case DASH_IF -> habit == Habit.EPOCH || habit == Habit.INGEST_HEADER;
    };
  }

  /** Whose bytes. */
  public Dialect dialect() {
    return switch (this) {
      case PIFF, EXPRESSION, MEDIALIVE -> Dialect.piff();
      case FFMPEG -> Dialect.ismv();
      case GSTREAMER -> Dialect.ismlmux();
      case DASH_IF -> Dialect.cmaf();
      case FFMPEG_CMAF -> Dialect.fmp4();
    };
  }

  /** Which tracks share a POST, unless somebody wants it otherwise. */
  public StreamLayout layout() {
    return layout;
  }

  /** The stream id, or what several begin with, unless somebody wants another one. */
  public String streamId() {
    return this == EXPRESSION ? "Encoder1" : "smoothlab";
  }

  /** How it delivers, in real time. */
  public Delivery delivery() {
    Delivery delivery = Delivery.standard().in(dialect());
    delivery = does(Habit.NO_PROBE) ? delivery.direct() : delivery;
    return does(Habit.INGEST_HEADER) ? delivery.with(INGEST_HEADER) : delivery;
  }
}
