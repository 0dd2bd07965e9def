package org.smoothlab.server.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.resource.ResourceFactory;

/**
 * The player's files at {@code /player/}, and nothing outside their folder: no listings, and no
 * links, because a context without exceptions for aliases serves a file under its real name only.
 */
final class PlayerHandler extends Handler.Wrapper {
  /** Build tools put a hash of the content into the names of files in this folder. */
  private static final String HASHED = "/player/assets/";

  private PlayerHandler(Handler files) {
    super(files);
  }

  /**
   * @throws IOException if there is no such folder
   */
  static PlayerHandler of(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException("no player at " + folder + ": not a folder");
    }
    ResourceHandler files = new ResourceHandler();
    files.setDirAllowed(false);
    files.setEtags(true);
    files.setAcceptRanges(true);
    files.setWelcomeFiles("index.html");
    ContextHandler context = new ContextHandler(files, "/player");
    // Jetty follows links unless told otherwise.
    context.clearAliasChecks();
    context.setBaseResource(ResourceFactory.of(context).newResource(folder.toRealPath()));
    return new PlayerHandler(context);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String path = Request.getPathInContext(request);
    if (!path.equals("/player") && !path.startsWith("/player/")) {
      return false;
    }
    request.setAttribute(RouteLabel.ATTRIBUTE, RouteLabel.PLAYER);
    response
        .getHeaders()
        .put(
            HttpHeader.CACHE_CONTROL,
            path.startsWith(HASHED) ? "public, max-age=31536000, immutable" : "no-cache");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    return super.handle(request, response, callback);
  }
}
