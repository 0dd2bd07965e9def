package org.smoothlab.player;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.smoothlab.server.origin.PointSettings;

/** The operators' page to look at by hand: prints its address and stays until it is stopped. */
final class AdminMain {
  private AdminMain() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    try (AdminStage stage =
        AdminStage.start(config -> config.withOpenManagement().withCreateOnPush(settings()))) {
      stage.push("/live/quay.isml");
      stage.push("/live/harbour.isml");
      System.out.println(stage.page());
      new CountDownLatch(1).await();
    }
  }

  private static PointSettings settings() {
    return PointSettings.DEFAULT.withAutoStart(true);
  }
}
