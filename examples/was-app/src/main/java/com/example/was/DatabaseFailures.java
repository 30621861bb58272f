package com.example.was;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * A database that is away is a 503. Without this, Spring MVC takes the EOFException of a connection that the database
 * has closed for a user who has left, and answers 200 with nothing in it (DisconnectedClientHelper, Spring 6.2).
 */
@RestControllerAdvice
class DatabaseFailures {

    private static final Logger log = LoggerFactory.getLogger(DatabaseFailures.class);

    @ExceptionHandler({ DataAccessException.class, TransactionException.class })
    ProblemDetail databaseAway(RuntimeException failure) {
        log.error("The database does not answer", failure);
        return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, "The database does not answer.");
    }
}
