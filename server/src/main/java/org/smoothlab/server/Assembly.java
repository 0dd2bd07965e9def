package org.smoothlab.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.smoothlab.server.access.Access;
import org.smoothlab.server.access.AccessPolicy;
import org.smoothlab.server.access.AccessSink;
import org.smoothlab.server.archive.ArchiveWriter;
import org.smoothlab.server.archive.NioDisk;
import org.smoothlab.server.archive.SyncPolicy;
import org.smoothlab.server.origin.EffectSink;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.OriginSettings;
import org.smoothlab.server.origin.Role;
import org.smoothlab.server.origin.WallClock;
import org.smoothlab.server.protocol.Protocol;
import org.smoothlab.server.protocol.ProtocolSettings;
import org.smoothlab.server.protocol.Stores;
import org.smoothlab.server.relay.Credentials;
import org.smoothlab.server.web.WebServer;

/** What is behind the doors of an origin: points and their files, who may do what. */
final class Assembly implements AutoCloseable {
  private final ServerConfig config;
  private final Surroundings surroundings;
  private final Optional<PointFolder> folder;
  private final List<PointFolder.Change.Fresh> points;
  private final Optional<AccessReload.Opened> accessFile;
  private final Optional<ArchiveWriter> archive;
  private final Credentials credentials;
  private Optional<PointWatch> watch = Optional.empty();

  private Assembly(ServerConfig config, Surroundings surroundings) throws IOException {
    this.config = config;
    this.surroundings = surroundings;
    requireLoopbackForOpenManagement(config);
    Optional<Path> pointsFolder = config.content().pointsFolder();
    folder =
        pointsFolder.isPresent()
            ? Optional.of(PointFolder.open(pointsFolder.get()))
            : Optional.empty();
    Optional<Path> credentialsFile = config.peers().credentialsFile();
    credentials =
        credentialsFile.isPresent()
            ? CredentialsFile.read(credentialsFile.get())
            : Credentials.NONE;
    points = folder.isPresent() ? readPoints(folder.get()) : List.of();
    accessFile = openAccessFile(config.access());
    // The last: all before it only reads, so that there is nothing to close when a file is wrong.
    archive = openArchive(config.content().archiveFolder(), surroundings);
  }

  /**
   * Reads all files.
   *
   * @throws IOException if one is not right; the message says which and what is wrong
   */
  static Assembly of(ServerConfig config, Surroundings surroundings) throws IOException {
    return new Assembly(config, surroundings);
  }

  private static void requireLoopbackForOpenManagement(ServerConfig config) throws IOException {
    String host = config.doors().host();
    if (config.access().openManagement() && !InetAddress.getByName(host).isLoopbackAddress()) {
      throw new IOException(
          "management can be open to everybody on a loopback address only, not on "
              + host
              + ": name an access file instead");
    }
  }

  private static Optional<ArchiveWriter> openArchive(
      Optional<Path> folder, Surroundings surroundings) throws IOException {
    return folder.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ArchiveWriter(
                surroundings.disk().apply(NioDisk.open(folder.get())),
                surroundings.clocks(),
                SyncPolicy.DEFAULT));
  }

  private static Optional<AccessReload.Opened> openAccessFile(ServerConfig.AccessConfig access)
      throws IOException {
    return access.file().isEmpty()
        ? Optional.empty()
        : Optional.of(AccessReload.open(access.file().get(), access.openManagement()));
  }

  private static List<PointFolder.Change.Fresh> readPoints(PointFolder folder) throws IOException {
    List<PointFolder.Change.Fresh> points = new ArrayList<>();
    for (PointFolder.Change change : folder.changes(Instant.now())) {
      switch (change) {
        case PointFolder.Change.Fresh fresh -> points.add(fresh);
        case PointFolder.Change.Broken broken -> throw new IOException(broken.message());
        case PointFolder.Change.Gone gone ->
            throw new IllegalStateException("gone before it was there: " + gone.path());
      }
    }
    int pointCountMax = OriginSettings.DEFAULT.pointCountMax();
    if (points.size() > pointCountMax) {
      throw new IOException(
          points.size() + " publishing points in the folder, at most " + pointCountMax);
    }
    for (PointFolder.Change.Fresh point : points) {
      PointWatch.tellNotices(point.path(), point.file());
    }
    return points;
  }

  /**
   * Puts the origin together, and lets it go on with what the last end broke off. Once.
   *
   * @throws UncheckedIOException if the archive cannot be read
   */
  Protocol protocol(EffectSink effects, AccessSink events) {
    LongSupplier nanoClock = surroundings.clocks().nanos();
    WallClock clock = new WallClock(surroundings.clocks().wall().get(), nanoClock.getAsLong());
    EffectSink all = both(effects, surroundings.effects());
    OriginSettings originSettings =
        OriginSettings.DEFAULT
            .with(Role.SERVER)
            .withName(config.peers().name())
            .withPointMemoryBytesMax(FragmentMemory.pointBytesMax(FragmentMemory.limitBytes()));
    Origin origin =
        archive.isPresent()
            ? new Origin(originSettings.with(Role.ARCHIVE), clock, both(all, archive.get()))
            : new Origin(originSettings, clock, all);
    points.forEach(point -> origin.create(point.path(), point.file().settings()));
    watch = folder.map(found -> new PointWatch(found, origin, nanoClock));
    ProtocolSettings settings =
        config
            .content()
            .createOnPush()
            .map(ProtocolSettings.DEFAULT::withCreateOnPush)
            .orElse(ProtocolSettings.DEFAULT);
    Stores stores = folder.map(Stores.memory()::withPoints).orElse(Stores.memory());
    if (archive.isPresent()) {
      stores =
          stores
              .withArchive(archive.get(), archive.get())
              .withRecordings(archive.get().recordings());
      resume(archive.get(), origin);
    }
    Access access = new Access(policy(), clock, events);
    accessFile.ifPresent(file -> file.reload().start(access));
    return new Protocol(origin, settings, stores, access);
  }

  /** How streams go to other servers and come from them. */
  WebServer.Relaying relaying() {
    return new WebServer.Relaying(
        config.peers().relaySettings(), credentials, surroundings.relays());
  }

  private static EffectSink both(EffectSink first, EffectSink second) {
    return effect -> {
      first.accept(effect);
      second.accept(effect);
    };
  }

  private void resume(ArchiveWriter writer, Origin origin) {
    try {
      writer.start(origin, config.content().createOnPush());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private AccessPolicy policy() {
    return accessFile
        .map(AccessReload.Opened::policy)
        .orElse(AccessPolicy.OPEN.withOpenManagement(config.access().openManagement()));
  }

  /** Watches files from now on. */
  void start() {
    watch.ifPresent(PointWatch::start);
  }

  @Override
  public void close() {
    accessFile.map(AccessReload.Opened::reload).ifPresent(AccessReload::close);
    watch.ifPresent(PointWatch::close);
  }

  /** Finishes the archive, when nothing comes any more. */
  void closeArchive() {
    archive.ifPresent(ArchiveWriter::close);
  }
}
