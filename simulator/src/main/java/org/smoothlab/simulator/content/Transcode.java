package org.smoothlab.simulator.content;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.codec.AacConfig;
import org.smoothlab.media.smooth.Announce;
import org.smoothlab.media.smooth.ServerManifest;

/** One run of FFmpeg over a user's file, and what becomes of its output. */
final class Transcode {
  private static final int READ_BYTES = 1 << 16;
  private static final long MICROS_PER_SECOND = 1_000_000;

  /** Shorter ones, single pictures among them, would be a fragment a moment in a loop. */
  private static final long LENGTH_MICROS_MIN = MICROS_PER_SECOND;

  private static final FrameRate ONE_A_SECOND = new FrameRate(1, 1);

  /** What FFmpeg ends with when it is told to stop; and what SIGINT, SIGKILL and SIGTERM leave. */
  private static final Set<Integer> STOPPED = Set.of(255, 128 + 2, 128 + 9, 128 + 15);

  private final FfmpegPrograms programs;
  private final Job job;
  private final SourceProgress progress;
  private volatile String speed = "";

  /**
   * What is to be done.
   *
   * @param durationMicros of the file; 0 if nobody knows
   */
  record Job(Path file, SourceSettings settings, SourcePlan plan, long durationMicros) {
    long takenMicros() {
      return settings
          .takeMicros()
          .map(taken -> durationMicros == 0 ? taken : Math.min(taken, durationMicros))
          .orElse(durationMicros);
    }
  }

  Transcode(FfmpegPrograms programs, Job job, SourceProgress progress) {
    this.programs = programs;
    this.job = job;
    this.progress = progress;
  }

  /**
   * Writes a presentation. The server manifest comes last: without it the rest counts for nothing,
   * and nothing stays if this fails.
   */
  void write(Path ism, Path ismv) throws IOException {
    Process ffmpeg = programs.transcode(SourceArguments.of(job.file, job.plan, job.settings));
    try (ChildGuard guard = new ChildGuard(ffmpeg)) {
      Path draft = UserFile.draft(ism);
      try {
        ServerManifest manifest = transcode(ffmpeg, draft, ismv.getFileName().toString());
        requireGoingOn(guard);
        Files.move(draft, ismv, StandardCopyOption.REPLACE_EXISTING);
        Files.write(draft, manifest.write().toByteArray());
        Files.move(draft, ism, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException wrong) {
        requireGoingOn(guard); // What was cut off looks damaged.
        throw wrong;
      } finally {
        Files.deleteIfExists(draft);
      }
    }
  }

  private void requireGoingOn(ChildGuard guard) throws InterruptedIOException {
    if (guard.isStopped()) {
      throw stopped();
    }
  }

  private InterruptedIOException stopped() {
    return new InterruptedIOException("stopped while " + job.file + " was made ready");
  }

  private ServerManifest transcode(Process ffmpeg, Path draft, String name) throws IOException {
    FfmpegPrograms.Complaints complaints = new FfmpegPrograms.Complaints(this::tell);
    Thread reader = complaints.readFrom(ffmpeg);
    try (SourceDraft media = new SourceDraft(draft);
        InputStream out = ffmpeg.getInputStream()) {
      FragmentCutter cutter = new FragmentCutter(grid(), media);
      byte[] buffer = new byte[READ_BYTES];
      for (int count = out.read(buffer); count >= 0; count = out.read(buffer)) {
        cutter.feed(Slice.copyOf(Arrays.copyOf(buffer, count)));
      }
      requireGood(FfmpegPrograms.await(ffmpeg, reader), complaints);
      cutter.end();
      media.finish();
      if (job.takenMicros() > 0) {
        progress.made(job.takenMicros(), job.takenMicros(), speed);
      }
      if (complaints.count() > 0) {
        progress.note(
            "FFmpeg complained %d times, first: %s"
                .formatted(complaints.count(), complaints.first()));
      }
      return manifest(media, name);
    } catch (MediaException wrong) {
      throw new UnreadableSourceException("made of it by FFmpeg: " + wrong.getMessage(), wrong);
    }
  }

  private void requireGood(int exitCode, FfmpegPrograms.Complaints complaints) throws IOException {
    if (STOPPED.contains(exitCode) && complaints.count() == 0) {
      throw stopped(); // Ctrl-C in a terminal is for FFmpeg too.
    }
    if (exitCode != 0) {
      String said = complaints.count() == 0 ? "ended with " + exitCode : complaints.first();
      throw new UnreadableSourceException("FFmpeg cannot read it: " + said);
    }
  }

  private FragmentCutter.Grid grid() {
    int gops = job.settings.gopsPerFragment();
    if (job.plan.picture().isPresent()
        && job.plan.picture().get() instanceof SourcePlan.Picture.Encoded encoded) {
      return new FragmentCutter.Grid(
          (long) encoded.gopFrames() * gops, encoded.source().rate(), true);
    }
    return new FragmentCutter.Grid((long) SourcePlan.GOP_SECONDS * gops, ONE_A_SECOND, false);
  }

  private void tell(String line) {
    if (line.startsWith("speed=")) {
      speed = line.substring("speed=".length()).strip();
    } else if (line.matches("out_time_us=\\d{1,18}")) {
      long allMicros = job.takenMicros();
      long doneMicros = Long.parseLong(line.substring("out_time_us=".length()));
      progress.made(
          allMicros == 0 ? doneMicros : Math.min(doneMicros, allMicros), allMicros, speed);
    }
  }

  private ServerManifest manifest(SourceDraft media, String name)
      throws MediaException, UnreadableSourceException {
    List<ServerManifest.Track> tracks = new ArrayList<>();
    long longestMicros = 0;
    for (TrackInfo track : Announce.read(media.header()).tracks()) {
      SourceDraft.Written written = media.written(track.trackNumber());
      if (written.payloadBytes() > 0) {
        long ticksPerSecond = track.stream().timescale().ticksPerSecond();
        long measuredBps = written.bitrateBps(ticksPerSecond);
        longestMicros =
            Math.max(longestMicros, written.durationTicks() * MICROS_PER_SECOND / ticksPerSecond);
        tracks.add(describe(track, Math.max(1, measuredBps), name));
      }
    }
    if (longestMicros < LENGTH_MICROS_MIN) {
      throw new UnreadableSourceException(
          "it lasts %d ms; at least a second can be sent".formatted(longestMicros / 1000));
    }
    return ServerManifest.EMPTY.withTracks(tracks);
  }

  // FFmpeg numbers the tracks as they were mapped: rungs, then sounds. What was encoded has the
  // bitrate it was to have, what was kept the one it has.
  private ServerManifest.Track describe(TrackInfo track, long measuredBps, String file)
      throws MediaException {
    int place = track.trackNumber() - 1;
    int pictureCount = job.plan.picture().map(Transcode::count).orElse(0);
    List<CustomAttribute> attributes = new ArrayList<>();
    StreamKind kind = place < pictureCount ? StreamKind.VIDEO : StreamKind.AUDIO;
    String name = "video";
    long bitrateBps = measuredBps;
    if (kind == StreamKind.VIDEO) {
      bitrateBps = toldBps(place).orElse(measuredBps);
    } else {
      SourcePlan.Sound sound = job.plan.sounds().get(place - pictureCount);
      name = sound.name();
      bitrateBps = sound.kept() ? measuredBps : job.settings.ladder().audioBitrateBps();
      attributes.addAll(attributes(sound, track));
    }
    attributes.addFirst(new CustomAttribute("systemBitrate", Long.toString(bitrateBps)));
    return new ServerManifest.Track(
        kind,
        file,
        attributes,
        List.of(
            new CustomAttribute("trackID", Integer.toString(track.trackNumber())),
            new CustomAttribute("trackName", name)));
  }

  private static int count(SourcePlan.Picture picture) {
    return switch (picture) {
      case SourcePlan.Picture.Kept _ -> 1;
      case SourcePlan.Picture.Encoded encoded -> encoded.rungs().size();
    };
  }

  private Optional<Long> toldBps(int level) {
    return job.plan.picture().orElseThrow() instanceof SourcePlan.Picture.Encoded encoded
        ? Optional.of((long) encoded.rungs().get(level).bitrateBps())
        : Optional.empty();
  }

  private static List<CustomAttribute> attributes(SourcePlan.Sound sound, TrackInfo track)
      throws MediaException {
    List<CustomAttribute> attributes = new ArrayList<>();
    if (!sound.source().language().isEmpty()) {
      attributes.add(new CustomAttribute("systemLanguage", sound.source().language()));
    }
    AacConfig config = AacConfig.read(track.level().codecPrivateData());
    if (sound.isHighEfficiency() && config.extension() instanceof AacConfig.Extension.None) {
      // ADTS does not tell of HE-AAC, its frames do: said here, as players ask the manifest.
      AacConfig told = AacConfig.highEfficiency(config.coreRateHz(), config.channelCount());
      String data = HexFormat.of().withUpperCase().formatHex(told.specificConfig().toByteArray());
      attributes.add(new CustomAttribute("FourCC", "AACH"));
      attributes.add(new CustomAttribute("CodecPrivateData", data));
    }
    return attributes;
  }
}
