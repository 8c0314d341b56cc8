package dev.sluice.standalone.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standalone.Proposal;
import dev.sluice.standalone.command.AffinityFile;
import dev.sluice.standalone.command.FolderService;
import dev.sluice.standalone.command.Gateway;
import dev.sluice.standalone.command.Gateway.Ports;
import dev.sluice.standalone.command.RouteTable;
import dev.sluice.standalone.folder.FolderReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What examples propose is sent, and answered as they say. */
final class ProposalsTest {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  @TempDir private Path state;

  @ParameterizedTest
  @MethodSource("folders")
  void an_example_answers_as_it_says(Path folder) throws IOException {
    try (Gateway gateway = InProcess.start(new Ports(0, 0, 0));
        FolderService service =
            new FolderService(
                gateway, new RouteTable(false), text -> {}, new AffinityFile(state))) {
      service.serve(new FolderReader().read(folder));
      for (Proposal proposal : Proposal.of(folder)) {
        assertThat(curl(proposal.request(), gateway.ports()))
            .as(proposal.request())
            .contains(proposal.answer());
      }
    }
  }

  static List<Path> folders() throws IOException {
    List<Path> folders = new ArrayList<>();
    try (Stream<Path> all = Files.list(Path.of("../examples"))) {
      for (Path folder : all.filter(Files::isDirectory).sorted().toList()) {
        if (!Proposal.of(folder).isEmpty()) {
          folders.add(folder);
        }
      }
    }
    return folders;
  }

  /** As curl would, but to the port that is served instead of the one that is written. */
  private static String curl(String command, Ports ports) throws IOException {
    String method = "GET";
    String body = "";
    boolean heads = false;
    Path own = null;
    List<String> headers = new ArrayList<>();
    URI url = URI.create("http://localhost/");
    var words =
        WORD.matcher(command)
            .results()
            .map(w -> w.group(1) == null ? w.group(2) : w.group(1))
            .iterator();
    while (words.hasNext()) {
      String word = words.next();
      switch (word) {
        case "curl", "-k" -> {}
        case "--cert" -> own = Path.of("..", words.next());
        case "-i" -> heads = true;
        case "-X" -> method = words.next();
        case "-H" -> headers.add(words.next());
        case "-d" -> {
          method = "POST";
          body = words.next();
        }
        default -> url = URI.create(word);
      }
    }
    String target = url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
    headers.add(0, method + " " + target + " HTTP/1.1");
    headers.add("host: " + url.getRawAuthority());
    headers.add("connection: close");
    if (!body.isEmpty()) {
      if (headers.stream().noneMatch(h -> h.startsWith("content-type:"))) {
        headers.add("content-type: application/x-www-form-urlencoded");
      }
      headers.add("content-length: " + body.length());
    }
    try (Socket socket =
        own == null
            ? new Socket(InetAddress.getLoopbackAddress(), ports.http())
            : TlsSockets.open(url.getHost(), ports.https(), own)) {
      socket.setSoTimeout(20_000);
      String head = String.join("\r\n", headers) + "\r\n\r\n" + body;
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return heads ? answer : answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
  }
}
