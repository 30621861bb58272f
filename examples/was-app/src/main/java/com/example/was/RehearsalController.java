package com.example.was;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What only `npm run rehearse` asks for; not there unless the profile `rehearsal` is on. */
@RestController
@Profile("rehearsal")
@RequestMapping("/rehearsal")
class RehearsalController {

    private static final Logger log = LoggerFactory.getLogger(RehearsalController.class);

    /** What the application takes the user's request to be. */
    @GetMapping("/request")
    Map<String, Object> request(HttpServletRequest request) {
        return Map.of(
            "url", request.getRequestURL().toString(),
            "secure", request.isSecure(),
            "remoteAddress", request.getRemoteAddr()
        );
    }

    @PostMapping("/body")
    int body(@RequestBody(required = false) byte[] body) {
        return body == null ? 0 : body.length;
    }

    /** A page of some length. */
    @GetMapping("/page")
    String page() {
        return String.join("\n", IntStream.range(0, 500).mapToObj(line -> "line " + line).toList());
    }

    @GetMapping("/slow")
    String slow(@RequestParam int seconds) throws InterruptedException {
        Thread.sleep(1000L * Math.min(seconds, 60));
        return "done";
    }

    /** A line in the log. */
    @GetMapping("/line")
    String line(@RequestParam String mark) {
        log.info("mark {}", mark);
        return mark;
    }

    /** A stack trace with a cause in the log. */
    @GetMapping("/failure")
    String failure(@RequestParam String mark) {
        Exception cause = new IllegalArgumentException("cause of " + mark);
        log.error("message of {}", mark, new IllegalStateException("failure of " + mark, cause));
        return mark;
    }
}
