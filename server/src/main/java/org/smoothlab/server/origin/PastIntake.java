package org.smoothlab.server.origin;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.smoothlab.media.Fragment;

/** The way into a publishing point for what is older than what it has. Takes the point's lock. */
final class PastIntake {
  private final PointLife life;
  private final ReentrantLock lock;

  PastIntake(PointLife life, ReentrantLock lock) {
    this.life = life;
    this.lock = lock;
  }

  Optional<Refusal> announce(SourceId source, Announcement announcement) {
    return locked(run -> run.past().announce(source, announcement))
        .orElseGet(() -> Gate.refuse(Refusal.Kind.CONFLICT, noRun()));
  }

  Past deliver(SourceId source, Fragment fragment, long nowNanos) {
    return locked(
            run -> {
              Past past = run.past().deliver(source, fragment, life.isRecording());
              if (past instanceof Past.Taken) {
                run.past().tellWhenComplete(life.isRecording());
                life.advance(nowNanos);
                life.refresh(true);
              }
              return past;
            })
        .orElseGet(() -> new Past.Refused(new Refusal(Refusal.Kind.CONFLICT, noRun())));
  }

  void nothingFor(Missing missing) {
    locked(run -> {
      run.past().nothingFor(missing);
      run.past().tellWhenComplete(life.isRecording());
      return true;
    });
  }

  List<Missing> missing() {
    return locked(run -> run.past().missing(life.isRecording())).orElse(List.of());
  }

  private String noRun() {
    return "the point is " + life.state() + ", expected Started: the past comes behind live";
  }

  private <T> Optional<T> locked(Function<Run, T> work) {
    lock.lock();
    try {
      return life.state() == PointState.STARTED ? life.run().map(work) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }
}
