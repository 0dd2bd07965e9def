package org.smoothlab.simulator.content;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What FFmpeg is told to make of a file: fragmented MP4 on its standard output. */
final class SourceArguments {
  /** Boxes of so much time: what waits here and in FFmpeg is small. */
  private static final String PIECE_MICROS = "1000000";

  private static final int SOUND_RATE_HZ = 48_000;

  private final SourcePlan plan;
  private final SourceSettings settings;
  private final List<String> filters = new ArrayList<>();
  private final List<String> maps = new ArrayList<>();
  private final List<String> codecs = new ArrayList<>();

  private SourceArguments(SourcePlan plan, SourceSettings settings) {
    this.plan = plan;
    this.settings = settings;
  }

  /** The arguments; the file's tracks are numbered from 1, pictures first. */
  static List<String> of(Path file, SourcePlan plan, SourceSettings settings) {
    return new SourceArguments(plan, settings).build(file);
  }

  private List<String> build(Path file) {
    plan.picture().ifPresent(this::add);
    for (int index = 0; index < plan.sounds().size(); index++) {
      add(plan.sounds().get(index), index);
    }
    List<String> all = new ArrayList<>(List.of("-nostdin", "-hide_banner", "-loglevel", "error"));
    all.addAll(List.of("-nostats", "-progress", "pipe:2"));
    all.addAll(FfmpegPrograms.input(file));
    if (!filters.isEmpty()) {
      all.addAll(List.of("-filter_complex", String.join(";", filters)));
    }
    all.addAll(maps);
    all.addAll(codecs);
    settings.takeMicros().ifPresent(taken -> all.addAll(List.of("-t", seconds(taken))));
    all.addAll(List.of("-map_metadata", "-1", "-map_chapters", "-1"));
    // Times are told to the tick, and where each track begins by an edit list.
    all.addAll(List.of("-video_track_timescale", "10000000", "-movie_timescale", "10000000"));
    all.addAll(List.of("-avoid_negative_ts", "disabled", "-use_editlist", "1"));
    all.addAll(List.of("-movflags", "delay_moov+default_base_moof"));
    all.addAll(List.of("-frag_duration", PIECE_MICROS, "-f", "mp4", "pipe:1"));
    return List.copyOf(all);
  }

  private void add(SourcePlan.Picture picture) {
    switch (picture) {
      case SourcePlan.Picture.Kept(SourceProbe.Picture source) -> {
        map("0:" + source.track().index());
        codecs.addAll(List.of("-c:v", "copy"));
      }
      case SourcePlan.Picture.Encoded encoded -> addEncoded(encoded);
    }
  }

  private void addEncoded(SourcePlan.Picture.Encoded encoded) {
    SourceProbe.Picture source = encoded.source();
    int count = encoded.rungs().size();
    StringBuilder chain = new StringBuilder("[0:" + source.track().index() + "]");
    chain.append(source.form().interlaced() ? "bwdif=mode=send_frame," : "");
    chain.append("fps=fps=").append(source.rate()).append(":start_time=0,split=").append(count);
    for (int level = 0; level < count; level++) {
      chain.append("[p").append(level).append(']');
    }
    filters.add(chain.toString());
    for (int level = 0; level < count; level++) {
      PictureSize size = encoded.rungs().get(level).size();
      // Said on every rung: players guess by height otherwise, and colours jump at a switch.
      filters.add(
          "[p%d]scale=%d:%d:out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p[v%d]"
              .formatted(level, size.widthPixels(), size.heightPixels(), level));
      map("[v" + level + "]");
      codecs.addAll(
          List.of("-b:v:" + level, Integer.toString(encoded.rungs().get(level).bitrateBps())));
    }
    codecs.addAll(List.of("-c:v", "libopenh264", "-profile:v", "constrained_baseline"));
    codecs.addAll(List.of("-rc_mode", "bitrate", "-allow_skip_frames", "0"));
    // Above 19 nothing is seen; below, a scene of noise behind a plain one is more than it can
    // hold.
    codecs.addAll(List.of("-qmin", "20", "-qmax", "51"));
    // OpenH264 begins anew at a change of scene, and counts from there: so each place is named.
    String keys = "expr:not(mod(n," + encoded.gopFrames() + "))";
    codecs.addAll(List.of("-g", Integer.toString(encoded.gopFrames()), "-force_key_frames", keys));
  }

  private void add(SourcePlan.Sound sound, int index) {
    SourceProbe.Track track = sound.source().track();
    if (sound.kept()) {
      map("0:" + track.index());
      codecs.addAll(List.of("-c:a:" + index, "copy", "-bsf:a:" + index, "aac_adtstoasc"));
      return;
    }
    filters.add(
        "[0:%d]aresample=%d:async=1:first_pts=0,aformat=channel_layouts=%s%s[s%d]"
            .formatted(
                track.index(),
                SOUND_RATE_HZ,
                sound.source().channelCount() == 1 ? "mono" : "stereo",
                padding(),
                index));
    map("[s" + index + "]");
    codecs.addAll(List.of("-c:a:" + index, "aac", "-b:a:" + index));
    codecs.add(Integer.toString(settings.ladder().audioBitrateBps()));
  }

  // Sound that ends before the picture would leave a hole in every round.
  private String padding() {
    long micros =
        plan.picture().map(picture -> picture.source().track().durationMicros()).orElse(0L);
    return micros < 1 ? "" : ",apad=whole_dur=" + seconds(micros);
  }

  private void map(String what) {
    maps.addAll(List.of("-map", what));
  }

  private static String seconds(long micros) {
    return BigDecimal.valueOf(micros, 6).toPlainString();
  }
}
