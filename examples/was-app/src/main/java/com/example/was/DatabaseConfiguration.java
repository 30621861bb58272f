package com.example.was;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.jdbc.DataSourceHealthIndicator;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;

/** One DataSource to use, two behind it. */
@Configuration
@EnableConfigurationProperties(DatabaseConfiguration.Database.class)
class DatabaseConfiguration {

    @ConfigurationProperties("database")
    record Database(String username, String password, String writerUrl, String readerUrl) {}

    @Bean(defaultCandidate = false)
    HikariDataSource writerDataSource(Database database) {
        return pool("writer", database.writerUrl(), 10_000, database);
    }

    @Bean(defaultCandidate = false)
    HikariDataSource readerDataSource(Database database) {
        // No longer, for the writer can answer instead.
        return pool("reader", database.readerUrl(), 2_000, database);
    }

    /**
     * A transaction manager takes its connection before it marks the transaction as read-only, so the connection has to
     * wait for the first statement: without the proxy in front, every transaction would look like one that writes.
     */
    @Bean
    DataSource dataSource(
        @Qualifier("writerDataSource") DataSource writer,
        @Qualifier("readerDataSource") DataSource reader
    ) {
        RoutingDataSource routing = new RoutingDataSource(writer, reader);
        routing.afterPropertiesSet();
        LazyConnectionDataSourceProxy lazy = new LazyConnectionDataSourceProxy();
        lazy.setTargetDataSource(routing);
        // Said, so that it need not connect to find out.
        lazy.setDefaultAutoCommit(true);
        lazy.setDefaultTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        return lazy;
    }

    /** Part of the readiness. The liveness, by which load balancers judge, knows no database. */
    @Bean
    HealthIndicator writerHealthIndicator(@Qualifier("writerDataSource") DataSource writer) {
        return new DataSourceHealthIndicator(writer);
    }

    @Bean
    HealthIndicator readerHealthIndicator(@Qualifier("readerDataSource") DataSource reader) {
        return new DataSourceHealthIndicator(reader);
    }

    private static HikariDataSource pool(String name, String url, long timeoutMilliseconds, Database database) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(url);
        config.setUsername(database.username());
        config.setPassword(database.password());
        config.setConnectionTimeout(timeoutMilliseconds);
        // A server that is away does not keep the application from starting.
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }
}
