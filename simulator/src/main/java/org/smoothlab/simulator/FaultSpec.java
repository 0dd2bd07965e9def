package org.smoothlab.simulator;

import java.util.Locale;
import org.smoothlab.simulator.encoder.EncoderFault;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Faults of an encoder as they are written on the command line. */
final class FaultSpec implements ITypeConverter<EncoderFault> {
  private static final String FORMS =
      "break=BYTES, outage=AT:LENGTH, restart=AT:LENGTH, restart-anew=AT:LENGTH, stall=AT:LENGTH,"
          + " clock-step=AT:LENGTH, clock-back=AT:LENGTH, clock-drift=AT:PPM, skip=FIRST-LAST, no-eos,"
          + " reset-at-end or no-header";

  @Override
  public EncoderFault convert(String value) {
    int equals = value.indexOf('=');
    String name = (equals < 0 ? value : value.substring(0, equals)).toLowerCase(Locale.ROOT);
    String of = equals < 0 ? "" : value.substring(equals + 1);
    return switch (name) {
      case "break" -> new EncoderFault.BreakAfter(0, number(value, of));
      case "outage" -> new EncoderFault.Outage(at(value, of), length(value, of));
      case "restart" -> restart(value, of, EncoderFault.Restart.Times.CONTINUE);
      case "restart-anew" -> restart(value, of, EncoderFault.Restart.Times.BEGIN_AGAIN);
      case "stall" -> new EncoderFault.Stall(at(value, of), length(value, of));
      case "clock-step" -> new EncoderFault.ClockStep(at(value, of), length(value, of));
      case "clock-back" -> new EncoderFault.ClockStep(at(value, of), -length(value, of));
      case "clock-drift" -> clockDrift(value, of);
      case "skip" -> skip(value, of);
      case "no-eos" -> new EncoderFault.NoEndOfStream();
      case "reset-at-end" -> new EncoderFault.ResetAtEnd();
      case "no-header" -> new EncoderFault.NoHeader();
      default -> throw wrong(value);
    };
  }

  private static EncoderFault restart(String value, String of, EncoderFault.Restart.Times times) {
    return new EncoderFault.Restart(at(value, of), length(value, of), times);
  }

  private static EncoderFault skip(String value, String of) {
    String[] ends = of.split("-", -1);
    return new EncoderFault.Skip(number(value, ends[0]), number(value, ends[ends.length - 1]));
  }

  private static long at(String value, String of) {
    return part(value, of, 0);
  }

  private static long length(String value, String of) {
    return part(value, of, 1);
  }

  private static long part(String value, String of, int index) {
    return Units.duration(parts(value, of)[index]).toNanos();
  }

  private static String[] parts(String value, String of) {
    String[] parts = of.split(":", -1);
    if (parts.length != 2) {
      throw wrong(value);
    }
    return parts;
  }

  private static EncoderFault clockDrift(String value, String of) {
    try {
      return new EncoderFault.ClockDrift(at(value, of), Long.parseLong(parts(value, of)[1]));
    } catch (NumberFormatException _) {
      throw wrong(value);
    } catch (IllegalArgumentException tooMuch) {
      throw new TypeConversionException(tooMuch.getMessage());
    }
  }

  private static long number(String value, String digits) {
    try {
      return Long.parseUnsignedLong(digits);
    } catch (NumberFormatException _) {
      throw wrong(value);
    }
  }

  private static TypeConversionException wrong(String value) {
    return new TypeConversionException("'" + value + "' is not a fault; write " + FORMS);
  }
}
