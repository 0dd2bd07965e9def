package org.smoothlab.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * One line of the server as somebody could have written it by mistake.
 *
 * @param source path below {@code org/smoothlab/server}
 * @param line of the source, without what is around it; there once
 * @param mistake in its place
 */
record PlantedBug(String source, String line, String mistake) {
  private static final Path SERVER =
      Path.of("..", "server", "src", "main", "java", "org", "smoothlab", "server");
  private static final List<String> OWN =
      List.of("org.smoothlab.server.", "org.smoothlab.simulator.");

  /** A task that is made and run in a world of its own, where the mistake was made. */
  @SuppressWarnings("unchecked")
  Callable<String> inItsWorld(Class<? extends Callable<String>> task) throws Exception {
    World world = new World(compile());
    return (Callable<String>)
        world.loadClass(task.getName()).getDeclaredConstructor().newInstance();
  }

  private Map<String, byte[]> compile() throws IOException {
    String text = Files.readString(SERVER.resolve(source));
    assertThat(text.split(java.util.regex.Pattern.quote(line), -1))
        .as("%s no longer has the line \"%s\" once: plant the bug elsewhere", source, line)
        .hasSize(2);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter told = new StringWriter();
    List<String> options =
        List.of("-proc:none", "-nowarn", "-classpath", System.getProperty("java.class.path"));
    try (Classes classes = new Classes(compiler.getStandardFileManager(null, null, null))) {
      boolean compiled =
          compiler
              .getTask(
                  told,
                  classes,
                  null,
                  options,
                  null,
                  List.of(new Source(source, text.replace(line, mistake))))
              .call();
      assertThat(compiled).as("%s with \"%s\":%n%s", source, mistake, told).isTrue();
      return classes.bytes();
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String source, String text) {
      super(URI.create("string:///org/smoothlab/server/" + source), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** Keeps what is compiled. */
  private static final class Classes extends ForwardingJavaFileManager<StandardJavaFileManager> {
    private final Map<String, ByteArrayOutputStream> made = new HashMap<>();

    Classes(StandardJavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        JavaFileManager.Location location,
        String className,
        JavaFileObject.Kind kind,
        FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("bytes:///" + className), kind) {
        @Override
        public OutputStream openOutputStream() {
          return made.computeIfAbsent(className, _ -> new ByteArrayOutputStream());
        }
      };
    }

    Map<String, byte[]> bytes() {
      Map<String, byte[]> bytes = new HashMap<>();
      made.forEach((name, out) -> bytes.put(name, out.toByteArray()));
      return bytes;
    }
  }

  /** Loads server and simulator anew, with what was compiled in place of what was there. */
  private static final class World extends ClassLoader {
    private final Map<String, byte[]> mistaken;

    World(Map<String, byte[]> mistaken) {
      super(PlantedBug.class.getClassLoader());
      this.mistaken = mistaken;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (OWN.stream().noneMatch(name::startsWith)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known == null ? define(name) : known;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      byte[] bytes = mistaken.containsKey(name) ? mistaken.get(name) : read(name);
      return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] read(String name) throws ClassNotFoundException {
      try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        return in.readAllBytes();
      } catch (IOException unreadable) {
        throw new ClassNotFoundException(name, unreadable);
      }
    }
  }
}
