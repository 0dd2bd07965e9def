package org.smoothlab.server;

import java.nio.file.Path;
import java.util.Optional;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.relay.RelaySettings;
import org.smoothlab.server.web.AdmissionLimits;

/**
 * What an origin is started with.
 *
 * @param doors where it listens, and what it admits
 * @param content what it serves
 * @param access who may do what
 * @param peers other servers
 */
public record ServerConfig(Doors doors, Content content, AccessConfig access, Peers peers) {

  /**
   * @param file who may do what; empty: everybody may publish and watch
   * @param openManagement whether callers on this machine may manage without a login; needs a host
   *     that is a loopback address
   * @param log whether each request becomes a line of the logger {@code access}
   */
  public record AccessConfig(Optional<Path> file, boolean openManagement, boolean log) {}

  /**
   * @param name of this origin among those that it pushes to and pulls from; empty for one that is
   *     made anew at each start
   * @param credentialsFile users and passwords for other servers
   * @param relaySettings how streams are pushed and pulled
   */
  public record Peers(String name, Optional<Path> credentialsFile, RelaySettings relaySettings) {}

  /**
   * @param host name or address to listen on
   * @param port of HTTP/1.1 and h2c; 0 picks a free one
   * @param tls the second port; empty for none
   * @param limits what clients may do at most
   */
  public record Doors(String host, int port, Optional<TlsConfig> tls, AdmissionLimits limits) {}

  /**
   * @param pointsFolder its {@code .isml} files become publishing points under their relative path
   * @param createOnPush settings of the points that the first POST to an unknown path makes; empty
   *     refuses such a POST
   * @param playerFolder served at {@code /player/}, and at {@code /admin/} for operators
   * @param archiveFolder where runs are recorded; empty records nothing
   */
  public record Content(
      Optional<Path> pointsFolder,
      Optional<PointSettings> createOnPush,
      Optional<Path> playerFolder,
      Optional<Path> archiveFolder) {}

  /** On this machine only: no TLS, no points, no player, no access log. */
  public static ServerConfig loopback(int port) {
    return new ServerConfig(
        new Doors("127.0.0.1", port, Optional.empty(), AdmissionLimits.DEFAULT),
        new Content(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
        new AccessConfig(Optional.empty(), false, false),
        new Peers("", Optional.empty(), RelaySettings.DEFAULT));
  }

  /** The same on another name or address of this machine; {@code 0.0.0.0} is all of them. */
  public ServerConfig withHost(String host) {
    return withDoors(new Doors(host, doors.port, doors.tls, doors.limits));
  }

  /** The same with a port for TLS. */
  public ServerConfig withTls(TlsConfig tls) {
    return withDoors(new Doors(doors.host, doors.port, Optional.of(tls), doors.limits));
  }

  /** The same with other limits. */
  public ServerConfig withLimits(AdmissionLimits limits) {
    return withDoors(new Doors(doors.host, doors.port, doors.tls, limits));
  }

  /** The same with the publishing points of a folder. */
  public ServerConfig withPointsFolder(Path folder) {
    return withContent(
        new Content(
            Optional.of(folder),
            content.createOnPush,
            content.playerFolder,
            content.archiveFolder));
  }

  /** The same, making a point with these settings when somebody pushes to an unknown path. */
  public ServerConfig withCreateOnPush(PointSettings template) {
    return withContent(
        new Content(
            content.pointsFolder,
            Optional.of(template),
            content.playerFolder,
            content.archiveFolder));
  }

  /** The same with a player. */
  public ServerConfig withPlayerFolder(Path folder) {
    return withContent(
        new Content(
            content.pointsFolder,
            content.createOnPush,
            Optional.of(folder),
            content.archiveFolder));
  }

  /** The same, recording into a folder, which is made if it is not there. */
  public ServerConfig withArchiveFolder(Path folder) {
    return withContent(
        new Content(
            content.pointsFolder, content.createOnPush, content.playerFolder, Optional.of(folder)));
  }

  /** The same with an access file. */
  public ServerConfig withAccessFile(Path file) {
    return withAccess(new AccessConfig(Optional.of(file), access.openManagement, access.log));
  }

  /** The same, with management open to callers on this machine. */
  public ServerConfig withOpenManagement() {
    return withAccess(new AccessConfig(access.file, true, access.log));
  }

  /** The same with an access log or without. */
  public ServerConfig withAccessLog(boolean log) {
    return withAccess(new AccessConfig(access.file, access.openManagement, log));
  }

  /** The same with a name among servers. */
  public ServerConfig withName(String name) {
    return withPeers(new Peers(name, peers.credentialsFile, peers.relaySettings));
  }

  /** The same with credentials for other servers. */
  public ServerConfig withCredentialsFile(Path file) {
    return withPeers(new Peers(peers.name, Optional.of(file), peers.relaySettings));
  }

  /** The same, pushing and pulling in another way. */
  public ServerConfig withRelaySettings(RelaySettings settings) {
    return withPeers(new Peers(peers.name, peers.credentialsFile, settings));
  }

  private ServerConfig withDoors(Doors newDoors) {
    return new ServerConfig(newDoors, content, access, peers);
  }

  private ServerConfig withContent(Content newContent) {
    return new ServerConfig(doors, newContent, access, peers);
  }

  private ServerConfig withAccess(AccessConfig newAccess) {
    return new ServerConfig(doors, content, newAccess, peers);
  }

  private ServerConfig withPeers(Peers newPeers) {
    return new ServerConfig(doors, content, access, newPeers);
  }
}
