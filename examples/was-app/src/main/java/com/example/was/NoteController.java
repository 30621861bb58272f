package com.example.was;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Writes to the writer, reads from the reader, and says which server it was. */
@RestController
@RequestMapping("/notes")
class NoteController {

    record NewNote(String text) {}

    record Note(long id, String text) {}

    /** `@@read_only` is on at a replica. */
    record Server(long id, String host, int port, boolean readOnly) {}

    record Written(Server server, long id) {}

    record Read(Server server, List<Note> notes) {}

    private final JdbcClient jdbc;

    NoteController(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Transactional
    Written write(@RequestBody NewNote note) {
        KeyHolder key = new GeneratedKeyHolder();
        jdbc.sql("insert into note (text) values (?)").param(note.text()).update(key, "id");
        return new Written(server(), key.getKey().longValue());
    }

    /** The newest ten. */
    @GetMapping
    @Transactional(readOnly = true)
    Read read() {
        List<Note> notes = jdbc.sql("select id, text from note order by id desc limit 10").query(Note.class).list();
        return new Read(server(), notes);
    }

    private Server server() {
        return jdbc
            .sql("select @@server_id as id, @@hostname as host, @@port as port, @@read_only as read_only")
            .query(Server.class)
            .single();
    }
}
