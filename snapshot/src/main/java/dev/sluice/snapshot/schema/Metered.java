package dev.sluice.snapshot.schema;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import java.util.List;

/** One run of the library, which is stopped where it costs too much, or where enough is known. */
final class Metered extends ExecutionContext {
  /** Errors of an alternative that are kept: one alone says that it does not hold. */
  private static final int KEPT = 64;

  private final List<Error> found;
  private final Steps steps;
  private final int enough;

  /** As many errors as anyone wants to know are known. */
  static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1;
    static final Enough INSTANCE = new Enough();

    private Enough() {
      super("enough", null, false, false);
    }
  }

  /**
   * @param enough errors to stop at
   */
  Metered(ExecutionConfig config, Steps steps, int enough) {
    super(config);
    this.found = getErrors();
    this.steps = steps;
    this.enough = enough;
  }

  /** What is wrong for certain. */
  List<Error> found() {
    return found;
  }

  @Override
  public void evaluationPathAddLast(String keyword) {
    steps.take(1);
    super.evaluationPathAddLast(keyword);
  }

  @Override
  public void evaluationPathAddLast(int index) {
    steps.take(1);
    super.evaluationPathAddLast(index);
  }

  @Override
  public void addError(Error error) {
    List<Error> errors = getErrors();
    if (errors.size() < KEPT) {
      errors.add(error);
    }
    stopAtEnough(errors);
  }

  /** Alternatives come back with the errors of all of them: a body could have millions. */
  @Override
  public void setErrors(List<Error> errors) {
    if (errors.size() > KEPT) {
      errors.subList(KEPT, errors.size()).clear();
    }
    super.setErrors(errors);
    stopAtEnough(errors);
  }

  private void stopAtEnough(List<Error> errors) {
    if (errors == found && errors.size() >= enough) {
      throw Enough.INSTANCE;
    }
  }
}
