package com.example.was;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Read-only transactions go to the reader, all others to the writer. While the reader is away the writer answers for it;
 * after a failure the reader is left alone for a while, so that not every request waits for it in vain.
 */
class RoutingDataSource extends AbstractRoutingDataSource {

    private enum Server { WRITER, READER }

    private static final Logger log = LoggerFactory.getLogger(RoutingDataSource.class);
    private static final Duration REST = Duration.ofSeconds(2);

    private volatile boolean readerAway;
    private volatile long askAgainAt = System.nanoTime();

    RoutingDataSource(DataSource writer, DataSource reader) {
        setTargetDataSources(Map.of(Server.WRITER, writer, Server.READER, reader));
    }

    @Override
    protected Server determineCurrentLookupKey() {
        boolean wantsReader = TransactionSynchronizationManager.isCurrentTransactionReadOnly();
        return wantsReader && System.nanoTime() - askAgainAt >= 0 ? Server.READER : Server.WRITER;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (determineCurrentLookupKey() == Server.WRITER) {
            return super.getConnection();
        }
        try {
            Connection connection = super.getConnection();
            if (readerAway) {
                readerAway = false;
                log.info("The reader is back.");
            }
            return connection;
        } catch (SQLException failure) {
            askAgainAt = System.nanoTime() + REST.toNanos();
            if (!readerAway) {
                readerAway = true;
                log.warn("The reader is away, the writer answers for it: {}", failure.getMessage());
            }
            return super.getConnection();
        }
    }
}
