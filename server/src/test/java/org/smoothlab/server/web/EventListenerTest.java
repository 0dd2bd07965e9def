package org.smoothlab.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventListenerTest {
  @Test
  void cutsOffWhoIsTooFarBehindAfterWhatItStillHears() throws InterruptedException {
    EventListener listener = new EventListener(2, _ -> true);

    assertThat(listener.tell(new EventListener.Message("state", "1"))).isTrue();
    assertThat(listener.tell(new EventListener.Message("state", "2"))).isTrue();
    assertThat(listener.tell(new EventListener.Message("state", "3"))).isFalse();
    assertThat(listener.tell(new EventListener.Message("state", "4"))).isFalse();

    List<String> heard = new ArrayList<>();
    for (EventListener.Message message = listener.next(0).orElseThrow();
        !message.name().isEmpty();
        message = listener.next(0).orElseThrow()) {
      heard.add(message.data());
    }
    assertThat(heard).containsExactly("1", "2");
    assertThat(listener.next(0).orElseThrow().name()).isEmpty();
  }

  @Test
  void saysNothingWhenNothingCame() throws InterruptedException {
    assertThat(new EventListener(1, _ -> true).next(1)).isEmpty();
  }

  @Test
  void writesOneEventInTwoLines() {
    assertThat(new EventListener.Message("alarm", "{}").text())
        .isEqualTo("event: alarm\ndata: {}\n\n");
  }
}
