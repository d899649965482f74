package io.github.gesemulator;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The scenario of the projects of a test, or of a class of tests: a built-in one by its name, or YAML. */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface GesScenario {
  /** The scenario. */
  String value();

  /** Whether the test's client may violate the contract; else a violation fails the test. */
  boolean allowViolations() default false;
}
