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
 * A page with the files of its folder below one path, and nothing outside that folder: no listings,
 * and no links, because a context without exceptions for aliases serves a file under its real name
 * only.
 */
final class PageHandler extends Handler.Wrapper {

  /** The pages of one folder of static files. */
  enum Page {
    /** Viewers may see it inside pages of others. */
    PLAYER("/player", "index.html", RouteLabel.PLAYER, "*"),
    /** Its buttons are not for pages of others. */
    ADMIN("/admin", "admin.html", RouteLabel.ADMIN, "'none'");

    private final String path;
    private final String file;
    private final RouteLabel label;
    private final String frameAncestors;

    Page(String path, String file, RouteLabel label, String frameAncestors) {
      this.path = path;
      this.file = file;
      this.label = label;
      this.frameAncestors = frameAncestors;
    }
  }

  private final Page page;

  private PageHandler(Page page, Handler files) {
    super(files);
    this.page = page;
  }

  /**
   * @throws IOException if there is no such folder
   */
  static PageHandler of(Page page, Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException("no player at " + folder + ": not a folder");
    }
    ResourceHandler files = new ResourceHandler();
    files.setDirAllowed(false);
    files.setEtags(true);
    files.setAcceptRanges(true);
    files.setWelcomeFiles(page.file);
    ContextHandler context = new ContextHandler(files, page.path);
    // Jetty follows links unless told otherwise.
    context.clearAliasChecks();
    context.setBaseResource(ResourceFactory.of(context).newResource(folder.toRealPath()));
    return new PageHandler(page, context);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String path = Request.getPathInContext(request);
    if (!path.equals(page.path) && !path.startsWith(page.path + '/')) {
      return false;
    }
    request.setAttribute(RouteLabel.ATTRIBUTE, page.label);
    // Build tools put a hash of the content into the names of files in the folder assets.
    boolean hashed = path.startsWith(page.path + "/assets/");
    response
        .getHeaders()
        .put(HttpHeader.CACHE_CONTROL, hashed ? "public, max-age=31536000, immutable" : "no-cache")
        .put("X-Content-Type-Options", "nosniff")
        .put("Content-Security-Policy", "frame-ancestors " + page.frameAncestors);
    return super.handle(request, response, callback);
  }
}
