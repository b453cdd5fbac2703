<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
  <context>
    <name />
    <message numerus="yes">
      <source>%n chosen. Each is copied into sdviewer's folder.</source>
      <translation>
        <numerusform>%n gewählt. Es wird in den Ordner von sdviewer kopiert.</numerusform>
        <numerusform>%n gewählt. Sie werden in den Ordner von sdviewer kopiert.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n compressed: {sizes}.</source>
      <translation>
        <numerusform>%n komprimiert: {sizes}.</numerusform>
        <numerusform>%n komprimiert: {sizes}.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n faces</source>
      <translation>
        <numerusform>%n Gesicht</numerusform>
        <numerusform>%n Gesichter</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n failed</source>
      <translation>
        <numerusform>%n misslungen</numerusform>
        <numerusform>%n misslungen</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n failed; the queue says why.</source>
      <translation>
        <numerusform>%n misslungen; die Warteschlange sagt, warum.</numerusform>
        <numerusform>%n misslungen; die Warteschlange sagt, warum.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n files and folders to be compressed with these settings</source>
      <translation>
        <numerusform>%n Datei oder Ordner mit diesen Einstellungen zu komprimieren</numerusform>
        <numerusform>%n Dateien und Ordner mit diesen Einstellungen zu komprimieren</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n files are left out, since they are no pictures: {names}</source>
      <translation>
        <numerusform>%n Datei ist weggelassen, weil sie kein Bild ist: {names}</numerusform>
        <numerusform>%n Dateien sind weggelassen, weil sie keine Bilder sind: {names}</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n found. Tick those that sdviewer is to use.</source>
      <translation>
        <numerusform>%n gefunden. Haken setzen, wenn sdviewer es verwenden soll.</numerusform>
        <numerusform>%n gefunden. Haken setzen bei denen, die sdviewer verwenden soll.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n left out</source>
      <translation>
        <numerusform>%n ausgelassen</numerusform>
        <numerusform>%n ausgelassen</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n left out; the queue says why.</source>
      <translation>
        <numerusform>%n ausgelassen; die Warteschlange sagt, warum.</numerusform>
        <numerusform>%n ausgelassen; die Warteschlange sagt, warum.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n not with all that was in the file; the queue says what is missing.</source>
      <translation>
        <numerusform>%n nicht mit allem, was in der Datei war; die Warteschlange sagt, was fehlt.</numerusform>
        <numerusform>%n nicht mit allem, was in der Datei war; die Warteschlange sagt, was fehlt.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n photos to be compressed with these settings</source>
      <translation>
        <numerusform>%n Foto mit diesen Einstellungen zu komprimieren</numerusform>
        <numerusform>%n Fotos mit diesen Einstellungen zu komprimieren</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n pictures</source>
      <translation>
        <numerusform>%n Bild</numerusform>
        <numerusform>%n Bilder</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n pictures are in the trash.</source>
      <translation>
        <numerusform>%n Bild ist im Papierkorb.</numerusform>
        <numerusform>%n Bilder sind im Papierkorb.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n selected</source>
      <translation>
        <numerusform>%n ausgewählt</numerusform>
        <numerusform>%n ausgewählt</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n waiting for an answer.</source>
      <translation>
        <numerusform>%n wartet auf eine Antwort.</numerusform>
        <numerusform>%n warten auf eine Antwort.</numerusform>
      </translation>
    </message>
    <message>
      <source>&amp;100 %</source>
      <translation>&amp;100 %</translation>
    </message>
    <message>
      <source>&amp;200 %</source>
      <translation>&amp;200 %</translation>
    </message>
    <message>
      <source>&amp;ABX test…</source>
      <translation>&amp;ABX-Test…</translation>
    </message>
    <message>
      <source>&amp;About sdviewer</source>
      <translation>Über sd&amp;viewer</translation>
    </message>
    <message>
      <source>&amp;All defaults…</source>
      <translation>&amp;Alle Vorgaben…</translation>
    </message>
    <message>
      <source>&amp;As good as</source>
      <translation>So gut &amp;wie</translation>
    </message>
    <message>
      <source>&amp;Background</source>
      <translation>Hinter&amp;grund</translation>
    </message>
    <message>
      <source>&amp;Bits a block</source>
      <translation>&amp;Bits pro Block</translation>
    </message>
    <message>
      <source>&amp;Channels of the latent</source>
      <translation>&amp;Kanäle des Latents</translation>
    </message>
    <message>
      <source>&amp;Check</source>
      <translation>&amp;Prüfen</translation>
    </message>
    <message>
      <source>&amp;Close picture</source>
      <translation>Bild s&amp;chließen</translation>
    </message>
    <message>
      <source>&amp;Colour profile of the screen</source>
      <translation>&amp;Farbprofil des Bildschirms</translation>
    </message>
    <message>
      <source>&amp;Compare</source>
      <translation>&amp;Vergleichen</translation>
    </message>
    <message>
      <source>&amp;Copy picture</source>
      <translation>Bild &amp;kopieren</translation>
    </message>
    <message>
      <source>&amp;Copy the details</source>
      <translation>&amp;Einzelheiten kopieren</translation>
    </message>
    <message>
      <source>&amp;Default</source>
      <translation>Vor&amp;gabe</translation>
    </message>
    <message>
      <source>&amp;Device for Stable Diffusion's models:</source>
      <translation>&amp;Gerät für Modelle von Stable Diffusion:</translation>
    </message>
    <message>
      <source>&amp;Draw the whole picture</source>
      <translation>Das ganze Bild &amp;zeichnen</translation>
    </message>
    <message>
      <source>&amp;Edit</source>
      <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
      <source>&amp;File</source>
      <translation>&amp;Datei</translation>
    </message>
    <message>
      <source>&amp;Finish in the background</source>
      <translation>Im &amp;Hintergrund fertigstellen</translation>
    </message>
    <message>
      <source>&amp;First picture</source>
      <translation>&amp;Erstes Bild</translation>
    </message>
    <message>
      <source>&amp;Fit to window</source>
      <translation>&amp;Einpassen</translation>
    </message>
    <message>
      <source>&amp;Folders against folders</source>
      <translation>Ordner &amp;gegen Ordner</translation>
    </message>
    <message>
      <source>&amp;Get…</source>
      <translation>&amp;Holen…</translation>
    </message>
    <message>
      <source>&amp;Go</source>
      <translation>&amp;Gehe zu</translation>
    </message>
    <message>
      <source>&amp;Go to where we lose most</source>
      <translation>Dorthin, wo wir am meisten ver&amp;lieren</translation>
    </message>
    <message>
      <source>&amp;Help</source>
      <translation>&amp;Hilfe</translation>
    </message>
    <message>
      <source>&amp;Hold for the original</source>
      <translation>Für das Original &amp;halten</translation>
    </message>
    <message>
      <source>&amp;If a result exists</source>
      <translation>&amp;Wenn ein Ergebnis schon da ist</translation>
    </message>
    <message>
      <source>&amp;Keep EXIF, ICC and XMP</source>
      <translation>&amp;EXIF, ICC und XMP behalten</translation>
    </message>
    <message>
      <source>&amp;Keep zoom and place</source>
      <translation>Zoom und Stelle &amp;behalten</translation>
    </message>
    <message>
      <source>&amp;Keep zoom and place from picture to picture</source>
      <translation>Zoom und Stelle von Bild zu Bild &amp;behalten</translation>
    </message>
    <message>
      <source>&amp;Keyboard shortcuts…</source>
      <translation>&amp;Tastenkürzel…</translation>
    </message>
    <message>
      <source>&amp;Lab</source>
      <translation>&amp;Labor</translation>
    </message>
    <message>
      <source>&amp;Labels on pictures</source>
      <translation>&amp;Schilder auf den Bildern</translation>
    </message>
    <message>
      <source>&amp;Last picture</source>
      <translation>&amp;Letztes Bild</translation>
    </message>
    <message>
      <source>&amp;Light or dark</source>
      <translation>&amp;Hell oder dunkel</translation>
    </message>
    <message>
      <source>&amp;Lost and invented detail</source>
      <translation>&amp;Verlorene und erfundene Details</translation>
    </message>
    <message>
      <source>&amp;Memory for decoded pictures</source>
      <translation>&amp;Speicher für dekodierte Bilder</translation>
    </message>
    <message>
      <source>&amp;Menu bar</source>
      <translation>&amp;Menüleiste</translation>
    </message>
    <message>
      <source>&amp;Mirror</source>
      <translation>&amp;Spiegeln</translation>
    </message>
    <message>
      <source>&amp;Model</source>
      <translation>&amp;Modell</translation>
    </message>
    <message>
      <source>&amp;Next picture</source>
      <translation>&amp;Nächstes Bild</translation>
    </message>
    <message>
      <source>&amp;Next stage</source>
      <translation>&amp;Nächste Stufe</translation>
    </message>
    <message>
      <source>&amp;None</source>
      <translation>&amp;Keines</translation>
    </message>
    <message>
      <source>&amp;Open…</source>
      <translation>Ö&amp;ffnen…</translation>
    </message>
    <message>
      <source>&amp;Paste</source>
      <translation>&amp;Einfügen</translation>
    </message>
    <message>
      <source>&amp;Pixels</source>
      <translation>&amp;Pixel</translation>
    </message>
    <message>
      <source>&amp;Previous picture</source>
      <translation>&amp;Vorheriges Bild</translation>
    </message>
    <message>
      <source>&amp;Protect text and faces</source>
      <translation>Text und Gesichter schüt&amp;zen</translation>
    </message>
    <message>
      <source>&amp;Quality</source>
      <translation>&amp;Qualität</translation>
    </message>
    <message>
      <source>&amp;Quit</source>
      <translation>&amp;Beenden</translation>
    </message>
    <message>
      <source>&amp;Quit without saving</source>
      <translation>&amp;Ohne Speichern beenden</translation>
    </message>
    <message>
      <source>&amp;Reload</source>
      <translation>&amp;Neu laden</translation>
    </message>
    <message>
      <source>&amp;Remove from the queue</source>
      <translation>Aus der Warteschlange entfe&amp;rnen</translation>
    </message>
    <message>
      <source>&amp;Remove…</source>
      <translation>&amp;Entfernen…</translation>
    </message>
    <message>
      <source>&amp;Rename…</source>
      <translation>&amp;Umbenennen…</translation>
    </message>
    <message>
      <source>&amp;Results of the compress queue</source>
      <translation>E&amp;rgebnisse der Komprimier-Warteschlange</translation>
    </message>
    <message>
      <source>&amp;Save as SDC…</source>
      <translation>Als SDC &amp;speichern…</translation>
    </message>
    <message>
      <source>&amp;Search</source>
      <translation>&amp;Suchen</translation>
    </message>
    <message>
      <source>&amp;Settings…</source>
      <translation>E&amp;instellungen…</translation>
    </message>
    <message>
      <source>&amp;Single</source>
      <translation>Ein&amp;zeln</translation>
    </message>
    <message>
      <source>&amp;Slideshow</source>
      <translation>&amp;Diaschau</translation>
    </message>
    <message>
      <source>&amp;Slideshow, each picture for</source>
      <translation>&amp;Diaschau, jedes Bild für</translation>
    </message>
    <message>
      <source>&amp;Table of all codecs…</source>
      <translation>&amp;Tabelle aller Codecs…</translation>
    </message>
    <message>
      <source>&amp;Target size</source>
      <translation>&amp;Zielgröße</translation>
    </message>
    <message>
      <source>&amp;Thumbnails</source>
      <translation>Vors&amp;chaubilder</translation>
    </message>
    <message>
      <source>&amp;Try the sample photo</source>
      <translation>Das &amp;Beispielfoto ausprobieren</translation>
    </message>
    <message>
      <source>&amp;Undo</source>
      <translation>&amp;Rückgängig</translation>
    </message>
    <message>
      <source>&amp;Unsteady detail</source>
      <translation>&amp;Unbeständige Details</translation>
    </message>
    <message>
      <source>&amp;Upside down</source>
      <translation>&amp;Auf den Kopf stellen</translation>
    </message>
    <message>
      <source>&amp;Use</source>
      <translation>&amp;Verwenden</translation>
    </message>
    <message>
      <source>&amp;View</source>
      <translation>&amp;Ansicht</translation>
    </message>
    <message>
      <source>&amp;Worst blocks</source>
      <translation>&amp;Schlechteste Blöcke</translation>
    </message>
    <message>
      <source>'{name}' is ready. It can be chosen in the compress panel.</source>
      <translation>„{name}“ ist bereit. Es kann beim Komprimieren gewählt werden.</translation>
    </message>
    <message>
      <source>'{name}' was added, but it is another model ({id}): the picture needs {wanted}.</source>
      <translation>„{name}“ wurde hinzugefügt, ist aber ein anderes Modell ({id}): Das Bild braucht {wanted}.</translation>
    </message>
    <message numerus="yes">
      <source>(and %n more)</source>
      <translation>
        <numerusform>(und %n weitere)</numerusform>
        <numerusform>(und %n weitere)</numerusform>
      </translation>
    </message>
    <message>
      <source>1/{ratio} of the file's {size}</source>
      <translation>1/{ratio} der {size} der Datei</translation>
    </message>
    <message>
      <source>30 is low, 50 medium, 70 high, 90 hardly to be told from the original</source>
      <translation>30 ist niedrig, 50 mittel, 70 hoch, 90 kaum vom Original zu unterscheiden</translation>
    </message>
    <message>
      <source>32 and more</source>
      <translation>32 und mehr</translation>
    </message>
    <message>
      <source>A</source>
      <translation>A</translation>
    </message>
    <message>
      <source>A &amp;folder is shown as thumbnails when it is opened</source>
      <translation>Ein &amp;Ordner wird beim Öffnen als Miniaturen gezeigt</translation>
    </message>
    <message>
      <source>A .sdc can't be rotated without being compressed once more. Save it as a picture, such as PNG.</source>
      <translation>Eine .sdc-Datei lässt sich nicht drehen, ohne noch einmal komprimiert zu werden. Speichern Sie sie als Bild, etwa als PNG.</translation>
    </message>
    <message>
      <source>A and B are two versions of this picture, and X is one of them again; you say which. Nothing on the screen tells what they are.</source>
      <translation>A und B sind zwei Fassungen dieses Bildes, und X ist noch einmal eine davon; Sie sagen, welche. Nichts auf dem Bildschirm verrät, was sie sind.</translation>
    </message>
    <message>
      <source>A and B are two versions of this picture, which trade places by chance; you say which is closer to the original, O. Nothing on the screen tells what they are.</source>
      <translation>A und B sind zwei Fassungen dieses Bildes, die zufällig die Plätze tauschen; Sie sagen, welche dem Original, O, näher ist. Nichts auf dem Bildschirm verrät, was sie sind.</translation>
    </message>
    <message>
      <source>A click shows it in a pane.</source>
      <translation>Ein Klick zeigt es in einer Ansicht.</translation>
    </message>
    <message>
      <source>A compressed file gets the &amp;date of its photo</source>
      <translation>Eine &amp;komprimierte Datei bekommt das Datum ihres Fotos</translation>
    </message>
    <message>
      <source>A double click shows a row's file in a pane.</source>
      <translation>Ein Doppelklick zeigt die Datei einer Zeile in einer Ansicht.</translation>
    </message>
    <message>
      <source>A number with B, kB, KiB, MB or MiB; alone it means kB</source>
      <translation>Eine Zahl mit B, kB, KiB, MB oder MiB; allein bedeutet sie kB</translation>
    </message>
    <message>
      <source>A was {first}, B was {second}.</source>
      <translation>A war {first}, B war {second}.</translation>
    </message>
    <message>
      <source>ABX test</source>
      <translation>ABX-Test</translation>
    </message>
    <message>
      <source>About as large as the file, {size}</source>
      <translation>Etwa so groß wie die Datei, {size}</translation>
    </message>
    <message>
      <source>About sdviewer</source>
      <translation>Über sdviewer</translation>
    </message>
    <message>
      <source>About {write} s per megapixel to write and {read} s to read.</source>
      <translation>Etwa {write} s je Megapixel beim Schreiben und {read} s beim Lesen.</translation>
    </message>
    <message>
      <source>Action</source>
      <translation>Aktion</translation>
    </message>
    <message>
      <source>Actions and their shortcuts</source>
      <translation>Aktionen und ihre Tastenkürzel</translation>
    </message>
    <message>
      <source>Add</source>
      <translation>Hinzufügen</translation>
    </message>
    <message>
      <source>Add &amp;file…</source>
      <translation>&amp;Datei hinzufügen…</translation>
    </message>
    <message>
      <source>Add a diffusers folder</source>
      <translation>Ordner von diffusers hinzufügen</translation>
    </message>
    <message>
      <source>Add a model</source>
      <translation>Modell hinzufügen</translation>
    </message>
    <message>
      <source>Add a number</source>
      <translation>Nummer anhängen</translation>
    </message>
    <message>
      <source>Add a pa&amp;ne</source>
      <translation>&amp;Feld hinzufügen</translation>
    </message>
    <message>
      <source>Add f&amp;older…</source>
      <translation>&amp;Ordner hinzufügen…</translation>
    </message>
    <message>
      <source>Add from disk…</source>
      <translation>Von der Platte hinzufügen…</translation>
    </message>
    <message>
      <source>After</source>
      <translation>Nachher</translation>
    </message>
    <message>
      <source>Against an average one</source>
      <translation>Gegen einen mittleren</translation>
    </message>
    <message>
      <source>Against the first</source>
      <translation>Gegen den ersten</translation>
    </message>
    <message>
      <source>Align unequal pictures at the corner</source>
      <translation>Ungleich große Bilder an der Ecke ausrichten</translation>
    </message>
    <message>
      <source>All codecs</source>
      <translation>Alle Codecs</translation>
    </message>
    <message>
      <source>All codecs: {name}</source>
      <translation>Alle Codecs: {name}</translation>
    </message>
    <message>
      <source>All files</source>
      <translation>Alle Dateien</translation>
    </message>
    <message>
      <source>All on</source>
      <translation>Alle an</translation>
    </message>
    <message>
      <source>All pictures</source>
      <translation>Alle Bilder</translation>
    </message>
    <message>
      <source>All pictures on one, with their figures, as the command line draws it.</source>
      <translation>Alle Bilder auf einem, mit ihren Zahlen, wie die Befehlszeile es zeichnet.</translation>
    </message>
    <message>
      <source>Altitude</source>
      <translation>Höhe</translation>
    </message>
    <message>
      <source>Always sharp pixels</source>
      <translation>Immer scharfe Pixel</translation>
    </message>
    <message>
      <source>Always smooth</source>
      <translation>Immer geglättet</translation>
    </message>
    <message>
      <source>And the other</source>
      <translation>Und das andere</translation>
    </message>
    <message>
      <source>Another file…</source>
      <translation>Andere Datei…</translation>
    </message>
    <message>
      <source>Another program opens .sdc files. Should sdviewer?</source>
      <translation>Ein anderes Programm öffnet .sdc-Dateien. Soll es sdviewer tun?</translation>
    </message>
    <message>
      <source>Any key closes this page.</source>
      <translation>Jede Taste schließt diese Seite.</translation>
    </message>
    <message>
      <source>Anything else</source>
      <translation>Alles andere</translation>
    </message>
    <message>
      <source>Apache License 2.0. Made with Qt {version} and:</source>
      <translation>Apache-Lizenz 2.0. Gemacht mit Qt {version} und:</translation>
    </message>
    <message>
      <source>Appearance</source>
      <translation>Aussehen</translation>
    </message>
    <message>
      <source>Artist</source>
      <translation>Urheber</translation>
    </message>
    <message>
      <source>As good as</source>
      <translation>So gut wie</translation>
    </message>
    <message>
      <source>As good as JPEG of quality 50</source>
      <translation>So gut wie JPEG mit Qualität 50</translation>
    </message>
    <message>
      <source>As photos are compressed that are added now</source>
      <translation>So werden Fotos komprimiert, die jetzt dazukommen</translation>
    </message>
    <message>
      <source>As the system</source>
      <translation>Wie das System</translation>
    </message>
    <message>
      <source>As the system knows it</source>
      <translation>Wie im System eingestellt</translation>
    </message>
    <message>
      <source>As the theme</source>
      <translation>Wie die Oberfläche</translation>
    </message>
    <message>
      <source>Ascending: the first comes first</source>
      <translation>Aufsteigend: das Erste zuerst</translation>
    </message>
    <message>
      <source>Ask</source>
      <translation>Fragen</translation>
    </message>
    <message>
      <source>Ask for the folder each time</source>
      <translation>Jedes Mal nach dem Ordner fragen</translation>
    </message>
    <message>
      <source>Asks the same about several codecs at the same bytes, over all pictures of a folder. From the answers each codec gets a strength with its error (Bradley-Terry), and all trials are saved as CSV.</source>
      <translation>Fragt dasselbe über mehrere Codecs bei denselben Bytes, über alle Bilder eines Ordners. Aus den Antworten bekommt jeder Codec eine Stärke mit ihrem Fehler (Bradley-Terry), und alle Versuche lassen sich als CSV speichern.</translation>
    </message>
    <message>
      <source>At most</source>
      <translation>Höchstens</translation>
    </message>
    <message>
      <source>Autoencoder alone</source>
      <translation>Nur der Autoencoder</translation>
    </message>
    <message>
      <source>Automatic</source>
      <translation>Automatisch</translation>
    </message>
    <message>
      <source>B</source>
      <translation>B</translation>
    </message>
    <message>
      <source>Back to the full size</source>
      <translation>Zurück zur vollen Größe</translation>
    </message>
    <message>
      <source>Balanced</source>
      <translation>Ausgewogen</translation>
    </message>
    <message>
      <source>Before</source>
      <translation>Vorher</translation>
    </message>
    <message>
      <source>Before quantisation</source>
      <translation>Vor der Quantisierung</translation>
    </message>
    <message>
      <source>Begin</source>
      <translation>Beginnen</translation>
    </message>
    <message>
      <source>Begin at &amp;once, without showing the settings before</source>
      <translation>Sofor&amp;t beginnen, ohne vorher die Einstellungen zu zeigen</translation>
    </message>
    <message>
      <source>Beside each photo</source>
      <translation>Neben jedes Foto</translation>
    </message>
    <message>
      <source>Best</source>
      <translation>Am besten</translation>
    </message>
    <message>
      <source>Between the points the metric is interpolated. A click on a point loads its file.</source>
      <translation>Zwischen den Punkten ist das Maß interpoliert. Ein Klick auf einen Punkt lädt seine Datei.</translation>
    </message>
    <message>
      <source>Bits</source>
      <translation>Bits</translation>
    </message>
    <message>
      <source>Bits a pixel</source>
      <translation>Bits pro Pixel</translation>
    </message>
    <message>
      <source>Bits against &amp;error</source>
      <translation>Bits gegen &amp;Fehler</translation>
    </message>
    <message>
      <source>Bits per pixel</source>
      <translation>Bit je Pixel</translation>
    </message>
    <message>
      <source>Black</source>
      <translation>Schwarz</translation>
    </message>
    <message>
      <source>Black: {black} %, white: {white} %</source>
      <translation>Schwarz: {black} %, weiß: {white} %</translation>
    </message>
    <message>
      <source>Blind te&amp;st over a folder…</source>
      <translation>Blindtest über einen &amp;Ordner…</translation>
    </message>
    <message>
      <source>Blind test</source>
      <translation>Blindtest</translation>
    </message>
    <message>
      <source>Blind test over a folder</source>
      <translation>Blindtest über einen Ordner</translation>
    </message>
    <message>
      <source>Blue: fine detail is weaker than in the original, and the number is the share of it that is gone. Orange: detail that doesn't go with the original's, and the number is the share that it makes of what is seen. Pink: both.</source>
      <translation>Blau: Feine Details sind schwächer als im Original, und die Zahl ist der Anteil, der davon fehlt. Orange: Details, die nicht zu denen des Originals passen, und die Zahl ist ihr Anteil an dem, was zu sehen ist. Rosa: beides.</translation>
    </message>
    <message>
      <source>Browse</source>
      <translation>Blättern</translation>
    </message>
    <message>
      <source>Browsing</source>
      <translation>Blättern</translation>
    </message>
    <message>
      <source>Brush: &amp;keep this faithful</source>
      <translation>&amp;Pinsel: das bleibt getreu</translation>
    </message>
    <message>
      <source>By date</source>
      <translation>Nach Datum</translation>
    </message>
    <message>
      <source>By guessing, as many or more are right with a chance of {p} (binomial test, one-sided).</source>
      <translation>Durch Raten sind so viele oder mehr mit einer Chance von {p} richtig (Binomialtest, einseitig).</translation>
    </message>
    <message>
      <source>By name</source>
      <translation>Nach Namen</translation>
    </message>
    <message>
      <source>By size</source>
      <translation>Nach Größe</translation>
    </message>
    <message>
      <source>Bytes</source>
      <translation>Bytes</translation>
    </message>
    <message>
      <source>Bytes at the same quality</source>
      <translation>Bytes bei gleicher Qualität</translation>
    </message>
    <message>
      <source>Bytes of SDC at quality</source>
      <translation>Bytes von SDC bei Qualität</translation>
    </message>
    <message>
      <source>Bytes of the file</source>
      <translation>Bytes der Datei</translation>
    </message>
    <message>
      <source>Bytes that every codec keeps to</source>
      <translation>Bytes, die jeder Codec einhält</translation>
    </message>
    <message>
      <source>Bühlmann 2022 with U-Net</source>
      <translation>Bühlmann 2022 mit U-Net</translation>
    </message>
    <message>
      <source>C&amp;ancel</source>
      <translation>&amp;Abbrechen</translation>
    </message>
    <message>
      <source>CSV tables</source>
      <translation>CSV-Tabellen</translation>
    </message>
    <message>
      <source>Camera</source>
      <translation>Kamera</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>Abbrechen</translation>
    </message>
    <message>
      <source>Cancel all</source>
      <translation>Alle abbrechen</translation>
    </message>
    <message>
      <source>Changed</source>
      <translation>Geändert</translation>
    </message>
    <message>
      <source>Change…</source>
      <translation>Ändern…</translation>
    </message>
    <message>
      <source>Channel {number}: {bits} bits, {each} a place. Take its tick away to see the picture without it.</source>
      <translation>Kanal {number}: {bits} Bit, {each} pro Stelle. Nehmen Sie seinen Haken weg, um das Bild ohne ihn zu sehen.</translation>
    </message>
    <message>
      <source>Channels of the latent</source>
      <translation>Kanäle des Latents</translation>
    </message>
    <message>
      <source>Checkerboard</source>
      <translation>Schachbrett</translation>
    </message>
    <message>
      <source>Choose a folder…</source>
      <translation>Ordner wählen…</translation>
    </message>
    <message>
      <source>Choose the folder for results</source>
      <translation>Ordner für Ergebnisse wählen</translation>
    </message>
    <message>
      <source>Choose the ori&amp;ginal…</source>
      <translation>Or&amp;iginal wählen…</translation>
    </message>
    <message>
      <source>Choose two codecs or more.</source>
      <translation>Wählen Sie zwei Codecs oder mehr.</translation>
    </message>
    <message>
      <source>Choose two pictures</source>
      <translation>Zwei Bilder wählen</translation>
    </message>
    <message>
      <source>Choose what {name} is to be compared with.</source>
      <translation>Wählen Sie, womit {name} verglichen werden soll.</translation>
    </message>
    <message>
      <source>Choose…</source>
      <translation>Wählen…</translation>
    </message>
    <message>
      <source>Chosen</source>
      <translation>Gewählt</translation>
    </message>
    <message>
      <source>Clear finished ones</source>
      <translation>Fertige entfernen</translation>
    </message>
    <message>
      <source>Clear the filter</source>
      <translation>Filter aufheben</translation>
    </message>
    <message>
      <source>Clear this list</source>
      <translation>Diese Liste leeren</translation>
    </message>
    <message>
      <source>Click a label</source>
      <translation>Klick auf ein Schild</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>Schließen</translation>
    </message>
    <message>
      <source>Close the message</source>
      <translation>Meldung schließen</translation>
    </message>
    <message>
      <source>Close {panel}</source>
      <translation>{panel} schließen</translation>
    </message>
    <message>
      <source>Closer to the original</source>
      <translation>Näher am Original</translation>
    </message>
    <message>
      <source>Closer to the original is</source>
      <translation>Näher am Original ist</translation>
    </message>
    <message>
      <source>Codec</source>
      <translation>Codec</translation>
    </message>
    <message>
      <source>Codecs</source>
      <translation>Codecs</translation>
    </message>
    <message>
      <source>Colour profile of the screen</source>
      <translation>Farbprofil des Bildschirms</translation>
    </message>
    <message>
      <source>Colour profiles (*.icc *.icm)</source>
      <translation>Farbprofile (*.icc *.icm)</translation>
    </message>
    <message>
      <source>Colour space</source>
      <translation>Farbraum</translation>
    </message>
    <message>
      <source>Colours blocks pink where much error is left for few bits, and green where it is the other way round. The legend says how concentrated the error is.</source>
      <translation>Färbt Blöcke rosa, wo für wenige Bits viel Fehler übrig ist, und grün, wo es umgekehrt ist. Die Legende sagt, wie konzentriert der Fehler ist.</translation>
    </message>
    <message>
      <source>Colours detail of a .sdc that changes when its numbers are moved by half a step. It needs no original and shows instability, not error.</source>
      <translation>Färbt Details einer .sdc, die sich ändern, wenn ihre Zahlen um einen halben Schritt verschoben werden. Es braucht kein Original und zeigt Unbeständigkeit, nicht Fehler.</translation>
    </message>
    <message>
      <source>Colours each block by the bits that it takes in the file. Point at a block to read its bits in the status bar.</source>
      <translation>Färbt jeden Block nach den Bits, die er in der Datei braucht. Zeigen Sie auf einen Block, um seine Bits in der Statusleiste zu lesen.</translation>
    </message>
    <message>
      <source>Colours what the codec left out blue, and what it drew without a model in the original orange. The legend says how much of the detail each is.</source>
      <translation>Färbt blau, was der Codec weggelassen hat, und orange, was er ohne Vorbild im Original gezeichnet hat. Die Legende sagt, welchen Anteil der Details beides hat.</translation>
    </message>
    <message>
      <source>Commands</source>
      <translation>Befehle</translation>
    </message>
    <message>
      <source>Comp&amp;ress</source>
      <translation>Komp&amp;rimieren</translation>
    </message>
    <message>
      <source>Compare</source>
      <translation>Vergleichen</translation>
    </message>
    <message>
      <source>Compare at {size}, the smallest {codec}</source>
      <translation>Vergleichen bei {size}, dem kleinsten {codec}</translation>
    </message>
    <message>
      <source>Compare the selected pictures</source>
      <translation>Ausgewählte Bilder vergleichen</translation>
    </message>
    <message>
      <source>Compare two &amp;files…</source>
      <translation>Zwei &amp;Dateien vergleichen…</translation>
    </message>
    <message>
      <source>Compare two f&amp;olders…</source>
      <translation>Zwei &amp;Ordner vergleichen…</translation>
    </message>
    <message>
      <source>Compare two folders first (menu Compare); then all their files are measured here.</source>
      <translation>Vergleichen Sie zuerst zwei Ordner (Menü „Vergleichen“); dann werden hier alle ihre Dateien gemessen.</translation>
    </message>
    <message>
      <source>Compare with</source>
      <translation>Vergleichen mit</translation>
    </message>
    <message>
      <source>Compare with the folder</source>
      <translation>Vergleichen mit dem Ordner</translation>
    </message>
    <message>
      <source>Compare with the original</source>
      <translation>Mit dem Original vergleichen</translation>
    </message>
    <message>
      <source>Compared with {name}, which lies beside it.</source>
      <translation>Verglichen mit {name} im selben Ordner.</translation>
    </message>
    <message>
      <source>Compress</source>
      <translation>Komprimieren</translation>
    </message>
    <message>
      <source>Compress &amp;all that are listed</source>
      <translation>&amp;Alle aus der Liste komprimieren</translation>
    </message>
    <message>
      <source>Compress a fol&amp;der…</source>
      <translation>Or&amp;dner komprimieren…</translation>
    </message>
    <message>
      <source>Compress all of them</source>
      <translation>Alle komprimieren</translation>
    </message>
    <message>
      <source>Compress f&amp;iles…</source>
      <translation>Da&amp;teien komprimieren…</translation>
    </message>
    <message>
      <source>Compress it after all</source>
      <translation>Doch komprimieren</translation>
    </message>
    <message>
      <source>Compress photos</source>
      <translation>Fotos komprimieren</translation>
    </message>
    <message>
      <source>Compress queu&amp;e</source>
      <translation>Komprimier-&amp;Warteschlange</translation>
    </message>
    <message>
      <source>Compress queue</source>
      <translation>Warteschlange</translation>
    </message>
    <message>
      <source>Compress the photos of a folder</source>
      <translation>Fotos eines Ordners komprimieren</translation>
    </message>
    <message>
      <source>Compress the selected picture</source>
      <translation>Ausgewähltes Bild komprimieren</translation>
    </message>
    <message>
      <source>Compress them</source>
      <translation>Komprimieren</translation>
    </message>
    <message>
      <source>Compress what is there</source>
      <translation>Komprimieren, was da ist</translation>
    </message>
    <message>
      <source>Compresses the photo by every codec to at most the same bytes, and says what each makes of it and how long it takes. The table sorts, and is copied or saved as CSV or as one sheet of pictures.</source>
      <translation>Komprimiert das Foto mit jedem Codec auf höchstens dieselben Bytes und sagt, was jeder daraus macht und wie lange es dauert. Die Tabelle lässt sich sortieren, kopieren und als CSV oder als ein Bogen mit allen Bildern speichern.</translation>
    </message>
    <message>
      <source>Compute</source>
      <translation>Berechnen</translation>
    </message>
    <message>
      <source>Controls</source>
      <translation>Bedienung</translation>
    </message>
    <message>
      <source>Copied</source>
      <translation>Kopiert</translation>
    </message>
    <message>
      <source>Copied: {what}</source>
      <translation>Kopiert: {what}</translation>
    </message>
    <message>
      <source>Copies the rectangle's place and the figures of every pane as lines of text. Cut the same pixels out of the files, and any other program should find the same.</source>
      <translation>Kopiert den Ort des Rechtecks und die Zahlen jeder Ansicht als Textzeilen. Wer dieselben Pixel aus den Dateien schneidet, sollte mit jedem anderen Programm dasselbe finden.</translation>
    </message>
    <message>
      <source>Copy</source>
      <translation>Kopieren</translation>
    </message>
    <message>
      <source>Copy all</source>
      <translation>Alles kopieren</translation>
    </message>
    <message>
      <source>Copy pat&amp;h</source>
      <translation>&amp;Pfad kopieren</translation>
    </message>
    <message>
      <source>Copy the rectangle's figures</source>
      <translation>Die Zahlen des Rechtecks kopieren</translation>
    </message>
    <message>
      <source>Copy the value</source>
      <translation>Wert kopieren</translation>
    </message>
    <message>
      <source>Copyright</source>
      <translation>Copyright</translation>
    </message>
    <message>
      <source>D&amp;escending</source>
      <translation>&amp;Absteigend</translation>
    </message>
    <message>
      <source>DAMAGED</source>
      <translation>BESCHÄDIGT</translation>
    </message>
    <message>
      <source>Damage</source>
      <translation>Schaden</translation>
    </message>
    <message>
      <source>Damaged, too large for a thumbnail, no picture, or its model isn't here. Open it.</source>
      <translation>Beschädigt, zu groß für ein Vorschaubild, kein Bild, oder das Modell ist nicht hier. Öffnen Sie die Datei.</translation>
    </message>
    <message>
      <source>Dark</source>
      <translation>Dunkel</translation>
    </message>
    <message>
      <source>Descending: the last comes first</source>
      <translation>Absteigend: das Letzte zuerst</translation>
    </message>
    <message>
      <source>Description</source>
      <translation>Beschreibung</translation>
    </message>
    <message>
      <source>Detail that changes where the file is drawn with its numbers moved by half a step, and with other noise where it is natural. The number is the share of what is seen; it says nothing about the original.</source>
      <translation>Details, die sich ändern, wenn die Datei mit um einen halben Schritt verschobenen Zahlen gezeichnet wird, und mit anderem Rauschen, wo sie natürlich ist. Die Zahl ist der Anteil an dem, was zu sehen ist; über das Original sagt sie nichts.</translation>
    </message>
    <message>
      <source>Detail, against the original</source>
      <translation>Details, gegenüber dem Original</translation>
    </message>
    <message>
      <source>Device</source>
      <translation>Gerät</translation>
    </message>
    <message>
      <source>Difference</source>
      <translation>Unterschied</translation>
    </message>
    <message>
      <source>Difference of each colour</source>
      <translation>Unterschied jeder Farbe</translation>
    </message>
    <message>
      <source>Difference with sign</source>
      <translation>Unterschied mit Vorzeichen</translation>
    </message>
    <message>
      <source>Difference, 8 times</source>
      <translation>Unterschied, achtfach</translation>
    </message>
    <message>
      <source>Difference, 8 times as bright</source>
      <translation>Unterschied, 8-mal so hell</translation>
    </message>
    <message>
      <source>Dimensions</source>
      <translation>Abmessungen</translation>
    </message>
    <message>
      <source>Divider to the left or up</source>
      <translation>Trennlinie nach links oder oben</translation>
    </message>
    <message>
      <source>Divider to the right or down</source>
      <translation>Trennlinie nach rechts oder unten</translation>
    </message>
    <message>
      <source>Don't</source>
      <translation>Nicht komprimieren</translation>
    </message>
    <message>
      <source>Don't save</source>
      <translation>Nicht speichern</translation>
    </message>
    <message>
      <source>Don't save {name}</source>
      <translation>{name} nicht speichern</translation>
    </message>
    <message>
      <source>Double click</source>
      <translation>Doppelklick</translation>
    </message>
    <message>
      <source>Download</source>
      <translation>Herunterladen</translation>
    </message>
    <message>
      <source>Drag</source>
      <translation>Ziehen</translation>
    </message>
    <message>
      <source>Drag a rectangle in the picture: every pane shows its bits and its distance from the original there. Esc puts the tool away.</source>
      <translation>Ziehen Sie ein Rechteck im Bild auf: Jede Ansicht zeigt seine Bits und den Abstand vom Original dort. Esc legt das Werkzeug weg.</translation>
    </message>
    <message>
      <source>Draw over what is to stay faithful when the photo is compressed; with Shift what was drawn goes. At a target size the rest of the picture pays for it, otherwise the file grows.</source>
      <translation>Übermalen Sie, was getreu bleiben soll, wenn das Foto komprimiert wird; mit Umschalt verschwindet Gemaltes. Bei einer Zielgröße geht das zulasten des übrigen Bildes, sonst wird die Datei größer.</translation>
    </message>
    <message>
      <source>Draw over what is to stay faithful; with Shift what was drawn goes. Esc puts the brush away.</source>
      <translation>Übermalen Sie, was getreu bleiben soll; mit Umschalt verschwindet Gemaltes. Esc legt den Pinsel weg.</translation>
    </message>
    <message>
      <source>Draw with</source>
      <translation>Zeichnen mit</translation>
    </message>
    <message>
      <source>Drawing…</source>
      <translation>Zeichnet…</translation>
    </message>
    <message>
      <source>Draws the quality of every codec over its bytes for this picture, while nothing else is asked for. Each point is a file that a click loads into a pane, and a table says how many bytes the same quality costs.</source>
      <translation>Zeichnet für dieses Bild die Qualität jedes Codecs über seinen Bytes, während sonst nichts verlangt wird. Jeder Punkt ist eine Datei, die ein Klick in eine Ansicht lädt, und eine Tabelle sagt, wie viele Bytes gleiche Qualität kostet.</translation>
    </message>
    <message>
      <source>Drop a photo</source>
      <translation>Foto ablegen</translation>
    </message>
    <message>
      <source>Drop photos or a folder here, and they are compressed one after another.</source>
      <translation>Legen Sie Fotos oder einen Ordner hier ab, und sie werden nacheinander komprimiert.</translation>
    </message>
    <message>
      <source>Drop pictures here…</source>
      <translation>Bilder hier ablegen…</translation>
    </message>
    <message>
      <source>Drop several</source>
      <translation>Mehrere ablegen</translation>
    </message>
    <message numerus="yes">
      <source>Each of %n pairs comes about {each} times; below ten times strengths are uncertain.</source>
      <translation>
        <numerusform>Bei %n Paar kommt dieses etwa {each}-mal; unter zehnmal sind Stärken unsicher.</numerusform>
        <numerusform>Jedes der %n Paare kommt etwa {each}-mal; unter zehnmal sind Stärken unsicher.</numerusform>
      </translation>
    </message>
    <message>
      <source>Effo&amp;rt</source>
      <translation>Au&amp;fwand</translation>
    </message>
    <message>
      <source>Effort</source>
      <translation>Aufwand</translation>
    </message>
    <message>
      <source>Encoding…</source>
      <translation>Kodieren…</translation>
    </message>
    <message>
      <source>End the test</source>
      <translation>Test beenden</translation>
    </message>
    <message>
      <source>Equal quality at</source>
      <translation>Gleiche Qualität bei</translation>
    </message>
    <message>
      <source>Every codec in at most</source>
      <translation>Jeder Codec in höchstens</translation>
    </message>
    <message>
      <source>Exposure</source>
      <translation>Belichtung</translation>
    </message>
    <message>
      <source>Exposure compensation</source>
      <translation>Belichtungskorrektur</translation>
    </message>
    <message>
      <source>F&amp;ull screen</source>
      <translation>Vollb&amp;ild</translation>
    </message>
    <message>
      <source>FLUX.1: 16 channels, larger files, most exact</source>
      <translation>FLUX.1: 16 Kanäle, größere Dateien, am genauesten</translation>
    </message>
    <message>
      <source>Fast</source>
      <translation>Schnell</translation>
    </message>
    <message>
      <source>File</source>
      <translation>Datei</translation>
    </message>
    <message>
      <source>Files that are still to be saved</source>
      <translation>Dateien, die noch zu speichern sind</translation>
    </message>
    <message>
      <source>Fill the &amp;window</source>
      <translation>Fens&amp;ter füllen</translation>
    </message>
    <message>
      <source>Filter by name</source>
      <translation>Nach Namen filtern</translation>
    </message>
    <message>
      <source>Filter by name…</source>
      <translation>Nach Namen filtern…</translation>
    </message>
    <message>
      <source>Filter t&amp;he folder…</source>
      <translation>&amp;Ordner filtern…</translation>
    </message>
    <message>
      <source>Find a comma&amp;nd…</source>
      <translation>Befehl &amp;finden…</translation>
    </message>
    <message>
      <source>Find a command</source>
      <translation>Befehl finden</translation>
    </message>
    <message>
      <source>Find a setting</source>
      <translation>Einstellung suchen</translation>
    </message>
    <message>
      <source>Find a setting…</source>
      <translation>Einstellung suchen…</translation>
    </message>
    <message>
      <source>Find an action</source>
      <translation>Aktion finden</translation>
    </message>
    <message>
      <source>Find…</source>
      <translation>Finden…</translation>
    </message>
    <message>
      <source>First, bytes</source>
      <translation>Erste, Bytes</translation>
    </message>
    <message>
      <source>Flash</source>
      <translation>Blitz</translation>
    </message>
    <message>
      <source>Focal length</source>
      <translation>Brennweite</translation>
    </message>
    <message>
      <source>Folder</source>
      <translation>Ordner</translation>
    </message>
    <message>
      <source>Folders</source>
      <translation>Ordner</translation>
    </message>
    <message>
      <source>Folders against folders</source>
      <translation>Ordner gegen Ordner</translation>
    </message>
    <message>
      <source>For new photos: {options}</source>
      <translation>Für neue Fotos: {options}</translation>
    </message>
    <message>
      <source>Forget what was brushed</source>
      <translation>Gemaltes vergessen</translation>
    </message>
    <message>
      <source>Format</source>
      <translation>Format</translation>
    </message>
    <message>
      <source>From</source>
      <translation>Herkunft</translation>
    </message>
    <message>
      <source>From faithful (left) to natural and beyond (right)</source>
      <translation>Von getreu (links) über natürlich bis darüber hinaus (rechts)</translation>
    </message>
    <message>
      <source>From the Hugging Face hub</source>
      <translation>Vom Hub von Hugging Face</translation>
    </message>
    <message>
      <source>Generative: fine detail may be invented. More effort changes nothing.</source>
      <translation>Generativ: Feine Details können erfunden sein. Mehr Aufwand ändert nichts.</translation>
    </message>
    <message>
      <source>Gestures</source>
      <translation>Gesten</translation>
    </message>
    <message>
      <source>Get it…</source>
      <translation>Holen…</translation>
    </message>
    <message>
      <source>Give all actions their own keys again? So many have others now: {count}.</source>
      <translation>Allen Aktionen ihre eigenen Tasten wiedergeben? So viele haben jetzt andere: {count}.</translation>
    </message>
    <message>
      <source>Go on</source>
      <translation>Weiter</translation>
    </message>
    <message>
      <source>Go on by itself</source>
      <translation>Von selbst weitergehen</translation>
    </message>
    <message>
      <source>Go to where we w&amp;in most</source>
      <translation>Dorthin, wo wir am meisten ge&amp;winnen</translation>
    </message>
    <message>
      <source>Goes from the original to the autoencoder, the file and its natural look. The place stays the same.</source>
      <translation>Geht vom Original zum Autoencoder, zur Datei und zu deren natürlichem Aussehen. Die Stelle bleibt dieselbe.</translation>
    </message>
    <message>
      <source>Goes on when the picture in the window is ready.</source>
      <translation>Geht weiter, wenn das Bild im Fenster fertig ist.</translation>
    </message>
    <message>
      <source>Grey</source>
      <translation>Grau</translation>
    </message>
    <message>
      <source>Half of the error: in {blocks} % of the blocks, {bits} % of the bits</source>
      <translation>Hälfte des Fehlers: in {blocks} % der Blöcke, {bits} % der Bits</translation>
    </message>
    <message>
      <source>Heat map of lost structure</source>
      <translation>Wärmebild der verlorenen Struktur</translation>
    </message>
    <message>
      <source>Here {ours} loses most against {theirs}: SSIM of luma {first} against {second}.</source>
      <translation>Hier verliert {ours} am meisten gegen {theirs}: SSIM der Helligkeit {first} gegen {second}.</translation>
    </message>
    <message>
      <source>Here {ours} wins most against {theirs}: SSIM of luma {first} against {second}.</source>
      <translation>Hier gewinnt {ours} am meisten gegen {theirs}: SSIM der Helligkeit {first} gegen {second}.</translation>
    </message>
    <message>
      <source>Histogram</source>
      <translation>Histogramm</translation>
    </message>
    <message>
      <source>Histogram: {name}</source>
      <translation>Histogramm: {name}</translation>
    </message>
    <message>
      <source>How many bits of the file each block takes, by the probabilities of its own coder. Point at a block to read its bits in the status bar.</source>
      <translation>Wie viele Bits der Datei jeder Block braucht, nach den Wahrscheinlichkeiten ihres eigenen Codierers. Zeigen Sie auf einen Block, um seine Bits in der Statusleiste zu lesen.</translation>
    </message>
    <message>
      <source>I&amp;nformation</source>
      <translation>In&amp;formationen</translation>
    </message>
    <message>
      <source>ICC file…</source>
      <translation>ICC-Datei…</translation>
    </message>
    <message>
      <source>ICC profile of the source</source>
      <translation>ICC-Profil der Quelle</translation>
    </message>
    <message>
      <source>ID</source>
      <translation>Kennung</translation>
    </message>
    <message>
      <source>If one exists</source>
      <translation>Wenn schon da</translation>
    </message>
    <message>
      <source>Information</source>
      <translation>Informationen</translation>
    </message>
    <message>
      <source>Information on the picture</source>
      <translation>Informationen zum Bild</translation>
    </message>
    <message>
      <source>Instability, not error: spread of {count} other draws</source>
      <translation>Unbeständigkeit, nicht Fehler: Streuung von {count} anderen Zeichnungen</translation>
    </message>
    <message>
      <source>Install these</source>
      <translation>Diese installieren</translation>
    </message>
    <message>
      <source>Install {names}</source>
      <translation>{names} installieren</translation>
    </message>
    <message>
      <source>Installed: {names}</source>
      <translation>Installiert: {names}</translation>
    </message>
    <message>
      <source>Installing {names}: {stage}</source>
      <translation>{names} wird installiert: {stage}</translation>
    </message>
    <message>
      <source>Into one folder</source>
      <translation>In einen Ordner</translation>
    </message>
    <message>
      <source>It lies beside JPEG of the same size; {hold_original} shows the original, {save} saves it.</source>
      <translation>Es liegt neben JPEG gleicher Größe; {hold_original} zeigt das Original, {save} sichert es.</translation>
    </message>
    <message>
      <source>Its place</source>
      <translation>Wo er liegt</translation>
    </message>
    <message>
      <source>JPEG of quality {quality}</source>
      <translation>JPEG mit Qualität {quality}</translation>
    </message>
    <message>
      <source>JPEG, downscaled</source>
      <translation>JPEG, verkleinert</translation>
    </message>
    <message>
      <source>Keep EXIF, ICC and XMP</source>
      <translation>EXIF, ICC und XMP behalten</translation>
    </message>
    <message>
      <source>Keep it in the file</source>
      <translation>In der Datei behalten</translation>
    </message>
    <message>
      <source>Keep the rotation in the &amp;file</source>
      <translation>Drehung in der &amp;Datei behalten</translation>
    </message>
    <message>
      <source>Keyboard shortcuts</source>
      <translation>Tastenkürzel</translation>
    </message>
    <message>
      <source>Keys and &amp;gestures</source>
      <translation>Tasten und &amp;Gesten</translation>
    </message>
    <message>
      <source>Keys and gestures</source>
      <translation>Tasten und Gesten</translation>
    </message>
    <message>
      <source>Kind</source>
      <translation>Art</translation>
    </message>
    <message>
      <source>Kind of files</source>
      <translation>Art der Dateien</translation>
    </message>
    <message>
      <source>Lab</source>
      <translation>Labor</translation>
    </message>
    <message>
      <source>Labels in one line</source>
      <translation>Schilder in einer Zeile</translation>
    </message>
    <message>
      <source>Labels on pictures i&amp;n one line</source>
      <translation>Schilder auf den Bildern in einer &amp;Zeile</translation>
    </message>
    <message>
      <source>Lan&amp;guage (from the next start)</source>
      <translation>Spra&amp;che (ab dem nächsten Start)</translation>
    </message>
    <message>
      <source>Larger than the file: {ratio} times its {size}</source>
      <translation>Größer als die Datei: {ratio}-mal ihre {size}</translation>
    </message>
    <message>
      <source>Leave out what would not become smaller</source>
      <translation>Auslassen, was nicht kleiner würde</translation>
    </message>
    <message>
      <source>Leave the photo out</source>
      <translation>Foto auslassen</translation>
    </message>
    <message>
      <source>Leave them out</source>
      <translation>Auslassen</translation>
    </message>
    <message>
      <source>Left out, since it is no picture: {name}</source>
      <translation>Weggelassen, weil es kein Bild ist: {name}</translation>
    </message>
    <message>
      <source>Left out: {names}</source>
      <translation>Ausgelassen: {names}</translation>
    </message>
    <message>
      <source>Lens</source>
      <translation>Objektiv</translation>
    </message>
    <message>
      <source>Less texture</source>
      <translation>Weniger Struktur</translation>
    </message>
    <message>
      <source>Licence: {name}.</source>
      <translation>Lizenz: {name}.</translation>
    </message>
    <message>
      <source>Light</source>
      <translation>Hell</translation>
    </message>
    <message>
      <source>Lists the squares of the picture with the most error, and their bits. A click shows one of them in all panes.</source>
      <translation>Listet die Quadrate des Bildes mit dem größten Fehler auf, und ihre Bits. Ein Klick zeigt eines davon in allen Feldern.</translation>
    </message>
    <message>
      <source>Loading {name}…</source>
      <translation>{name} wird geladen…</translation>
    </message>
    <message>
      <source>Look closely</source>
      <translation>Genau hinsehen</translation>
    </message>
    <message>
      <source>Look for autoencoders in the folders of A1111, ComfyUI and diffusers</source>
      <translation>Autoencoder in den Ordnern von A1111, ComfyUI und diffusers suchen</translation>
    </message>
    <message>
      <source>Look for models in</source>
      <translation>Modelle suchen in</translation>
    </message>
    <message>
      <source>Looking for autoencoders in {folder}…</source>
      <translation>In {folder} werden Autoencoder gesucht…</translation>
    </message>
    <message>
      <source>Looks for the square in which SDC keeps most structure (mean SSIM) that the rival loses, and goes there in all panes. The rival is the pane below the pointer, or the first beside SDC.</source>
      <translation>Sucht das Quadrat, in dem SDC am meisten Struktur (mittleres SSIM) behält, die der Rivale verliert, und geht in allen Ansichten dorthin. Der Rivale ist die Ansicht unter dem Zeiger oder die erste neben SDC.</translation>
    </message>
    <message>
      <source>Looks for the square in which the rival keeps most structure (mean SSIM) that SDC loses, and goes there in all panes. The rival is the pane below the pointer, or the first beside SDC.</source>
      <translation>Sucht das Quadrat, in dem der Rivale am meisten Struktur (mittleres SSIM) behält, die SDC verliert, und geht in allen Ansichten dorthin. Der Rivale ist die Ansicht unter dem Zeiger oder die erste neben SDC.</translation>
    </message>
    <message>
      <source>Lou&amp;pe</source>
      <translation>Lu&amp;pe</translation>
    </message>
    <message>
      <source>M&amp;odels…</source>
      <translation>M&amp;odelle…</translation>
    </message>
    <message>
      <source>Make it the default</source>
      <translation>Als Standard festlegen</translation>
    </message>
    <message>
      <source>Measure a &amp;rectangle</source>
      <translation>Ein &amp;Rechteck messen</translation>
    </message>
    <message>
      <source>Measure unequal pictures where they overlap</source>
      <translation>Ungleiche Bilder messen, wo sie sich überlappen</translation>
    </message>
    <message>
      <source>Measures all files of the folder against those of the same names in the folders of the other panes. The table sorts, by the worst block at first, steps through both folders with the arrow keys and is saved as CSV.</source>
      <translation>Misst alle Dateien des Ordners gegen die gleichen Namens in den Ordnern der anderen Bereiche. Die Tabelle lässt sich sortieren, zuerst nach dem schlechtesten Block, geht mit den Pfeiltasten durch beide Ordner und wird als CSV gesichert.</translation>
    </message>
    <message>
      <source>Medium (quality 60)</source>
      <translation>Mittel (Qualität 60)</translation>
    </message>
    <message>
      <source>Memory</source>
      <translation>Speicher</translation>
    </message>
    <message>
      <source>Memory for &amp;thumbnails</source>
      <translation>Speicher für &amp;Vorschaubilder</translation>
    </message>
    <message>
      <source>Metering</source>
      <translation>Messung</translation>
    </message>
    <message>
      <source>Metric</source>
      <translation>Maß</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>Modell</translation>
    </message>
    <message>
      <source>Models</source>
      <translation>Modelle</translation>
    </message>
    <message>
      <source>Models of Stable Diffusion need packages that aren't installed: {names}. 'pip install sdviewer[sd]' installs them.</source>
      <translation>Modelle von Stable Diffusion brauchen Pakete, die nicht installiert sind: {names}. „pip install sdviewer[sd]“ installiert sie.</translation>
    </message>
    <message>
      <source>Models on the hub</source>
      <translation>Modelle auf dem Hub</translation>
    </message>
    <message>
      <source>Models on this machine</source>
      <translation>Modelle auf diesem Rechner</translation>
    </message>
    <message>
      <source>Models that were found</source>
      <translation>Gefundene Modelle</translation>
    </message>
    <message>
      <source>More EXIF</source>
      <translation>Weiteres aus EXIF</translation>
    </message>
    <message>
      <source>More texture</source>
      <translation>Mehr Struktur</translation>
    </message>
    <message>
      <source>More tools</source>
      <translation>Weitere Werkzeuge</translation>
    </message>
    <message>
      <source>Move down</source>
      <translation>Nach unten</translation>
    </message>
    <message>
      <source>Move left</source>
      <translation>Nach links</translation>
    </message>
    <message>
      <source>Move right</source>
      <translation>Nach rechts</translation>
    </message>
    <message>
      <source>Move to &amp;trash</source>
      <translation>In den &amp;Papierkorb</translation>
    </message>
    <message>
      <source>Move up</source>
      <translation>Nach oben</translation>
    </message>
    <message>
      <source>Na&amp;tural texture in SDC</source>
      <translation>Natürli&amp;che Textur in SDC</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>Name</translation>
    </message>
    <message>
      <source>Name of a model on the hub</source>
      <translation>Name eines Modells auf dem Hub</translation>
    </message>
    <message>
      <source>Neither text nor faces were found that could be protected.</source>
      <translation>Es wurden weder Text noch Gesichter gefunden, die sich schützen ließen.</translation>
    </message>
    <message>
      <source>New name:</source>
      <translation>Neuer Name:</translation>
    </message>
    <message>
      <source>New shortcut</source>
      <translation>Neues Tastenkürzel</translation>
    </message>
    <message>
      <source>New shortcut:</source>
      <translation>Neues Tastenkürzel:</translation>
    </message>
    <message>
      <source>Next frame</source>
      <translation>Nächstes Einzelbild</translation>
    </message>
    <message>
      <source>No file can be named “{name}”. Choose another name.</source>
      <translation>Keine Datei kann „{name}“ heißen. Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
      <source>No file manager could be started. The folder is {path}.</source>
      <translation>Es ließ sich kein Dateimanager starten. Der Ordner ist {path}.</translation>
    </message>
    <message>
      <source>No folder has been chosen yet</source>
      <translation>Noch kein Ordner gewählt</translation>
    </message>
    <message>
      <source>No longer compared, since it belongs to the picture before: {name}</source>
      <translation>Nicht mehr verglichen, da zum vorigen Bild gehörig: {name}</translation>
    </message>
    <message>
      <source>No picture is open</source>
      <translation>Kein Bild ist geöffnet</translation>
    </message>
    <message>
      <source>No preview</source>
      <translation>Keine Vorschau</translation>
    </message>
    <message>
      <source>No setting has this in its name.</source>
      <translation>Keine Einstellung heißt so.</translation>
    </message>
    <message>
      <source>None of these is a picture: {names}</source>
      <translation>Nichts davon ist ein Bild: {names}</translation>
    </message>
    <message>
      <source>Not compressed: only a part of the picture is there.</source>
      <translation>Nicht komprimiert: Nur ein Teil des Bildes ist da.</translation>
    </message>
    <message>
      <source>Not managed (sRGB)</source>
      <translation>Unverändert (sRGB)</translation>
    </message>
    <message>
      <source>Not now</source>
      <translation>Nicht jetzt</translation>
    </message>
    <message>
      <source>Not saved yet, since it is still being compressed:</source>
      <translation>Noch nicht gespeichert, da noch komprimiert wird:</translation>
    </message>
    <message>
      <source>Nothing found</source>
      <translation>Nichts gefunden</translation>
    </message>
    <message>
      <source>Nothing is drawn yet: choose Go on.</source>
      <translation>Noch ist nichts gezeichnet: „Weiter“ wählen.</translation>
    </message>
    <message>
      <source>Nothing was installed.</source>
      <translation>Nichts wurde installiert.</translation>
    </message>
    <message>
      <source>Notice</source>
      <translation>Hinweis</translation>
    </message>
    <message>
      <source>Of the squared error, {autoencoder} % is the autoencoder's and {coder} % the coder's</source>
      <translation>Vom quadratischen Fehler sind {autoencoder} % vom Autoencoder und {coder} % vom Codierer</translation>
    </message>
    <message>
      <source>Of {size} megapixels only what is looked at is drawn. The menu View draws the whole picture.</source>
      <translation>Von {size} Megapixeln wird nur gezeichnet, was angesehen wird. Das Menü Ansicht zeichnet das ganze Bild.</translation>
    </message>
    <message>
      <source>On this machine</source>
      <translation>Auf diesem Rechner</translation>
    </message>
    <message>
      <source>One</source>
      <translation>Das eine</translation>
    </message>
    <message>
      <source>One face</source>
      <translation>Ein Gesicht</translation>
    </message>
    <message>
      <source>One picture</source>
      <translation>Ein Bild</translation>
    </message>
    <message>
      <source>Only .sdc</source>
      <translation>Nur .sdc</translation>
    </message>
    <message>
      <source>Only a preview of it is here.</source>
      <translation>Es ist nur eine Vorschau davon da.</translation>
    </message>
    <message>
      <source>Only photos</source>
      <translation>Nur Fotos</translation>
    </message>
    <message numerus="yes">
      <source>Only the first %n pictures are compared.</source>
      <translation>
        <numerusform>Nur %n Bild wird verglichen.</numerusform>
        <numerusform>Nur die ersten %n Bilder werden verglichen.</numerusform>
      </translation>
    </message>
    <message>
      <source>Open</source>
      <translation>Öffnen</translation>
    </message>
    <message>
      <source>Open &amp;folder…</source>
      <translation>&amp;Ordner öffnen…</translation>
    </message>
    <message>
      <source>Open a .sdc, or compress a photo: the channels of its latent are shown here.</source>
      <translation>Öffnen Sie eine .sdc oder komprimieren Sie ein Foto: Hier stehen dann die Kanäle seines Latents.</translation>
    </message>
    <message>
      <source>Open a folder</source>
      <translation>Ordner öffnen</translation>
    </message>
    <message>
      <source>Open a photo and compress it: its worst blocks are listed here.</source>
      <translation>Öffnen Sie ein Foto und komprimieren Sie es: Hier stehen dann seine schlechtesten Blöcke.</translation>
    </message>
    <message>
      <source>Open a photo to save it; what is selected is compressed and saved by the compress queue.</source>
      <translation>Öffnen Sie ein Foto, um es zu speichern; was ausgewählt ist, komprimiert und speichert die Warteschlange.</translation>
    </message>
    <message>
      <source>Open a photo, or try the sample.</source>
      <translation>Öffnen Sie ein Foto, oder nehmen Sie das Beispielfoto.</translation>
    </message>
    <message>
      <source>Open pictures</source>
      <translation>Bilder öffnen</translation>
    </message>
    <message>
      <source>Open rece&amp;nt</source>
      <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
      <source>Open the photo</source>
      <translation>Foto öffnen</translation>
    </message>
    <message>
      <source>Open the selected picture</source>
      <translation>Ausgewähltes Bild öffnen</translation>
    </message>
    <message>
      <source>Orientation of the source</source>
      <translation>Ausrichtung der Quelle</translation>
    </message>
    <message>
      <source>Original</source>
      <translation>Original</translation>
    </message>
    <message>
      <source>Other metadata</source>
      <translation>Andere Metadaten</translation>
    </message>
    <message>
      <source>Outline te&amp;xt and faces</source>
      <translation>Te&amp;xt und Gesichter umranden</translation>
    </message>
    <message>
      <source>Outlines what looks like a face or text when a photo is compressed: a small file may redraw it into something else. The detectors miss some, and err now and then.</source>
      <translation>Umrandet beim Komprimieren, was wie ein Gesicht oder Text aussieht: Eine kleine Datei zeichnet es vielleicht zu etwas anderem um. Manches wird übersehen, und manchmal ist es ein Irrtum.</translation>
    </message>
    <message>
      <source>PSNR</source>
      <translation>PSNR</translation>
    </message>
    <message>
      <source>Pane whose worst blocks are listed</source>
      <translation>Feld, dessen schlechteste Blöcke aufgelistet sind</translation>
    </message>
    <message>
      <source>Pane {letter}: {name}</source>
      <translation>Feld {letter}: {name}</translation>
    </message>
    <message>
      <source>Pasted picture</source>
      <translation>Eingefügtes Bild</translation>
    </message>
    <message>
      <source>Pause</source>
      <translation>Pause</translation>
    </message>
    <message>
      <source>Pause the slideshow</source>
      <translation>Diaschau anhalten</translation>
    </message>
    <message>
      <source>Photo</source>
      <translation>Foto</translation>
    </message>
    <message>
      <source>Photos in the compress queue</source>
      <translation>Fotos in der Komprimier-Warteschlange</translation>
    </message>
    <message numerus="yes">
      <source>Photos of which only a part is there: %n. What is to be done with them?</source>
      <translation>
        <numerusform>Fotos, von denen nur ein Teil da ist: %n. Was soll damit geschehen?</numerusform>
        <numerusform>Fotos, von denen nur ein Teil da ist: %n. Was soll damit geschehen?</numerusform>
      </translation>
    </message>
    <message>
      <source>Photos that are ready to be compressed</source>
      <translation>Fotos, die zum Komprimieren bereit sind</translation>
    </message>
    <message>
      <source>Photos, .sdc files and folders. {open} opens, {paste} pastes, {palette} finds every command.</source>
      <translation>Fotos, .sdc-Dateien und Ordner. {open} öffnet, {paste} fügt ein, {palette} findet jeden Befehl.</translation>
    </message>
    <message>
      <source>Picture</source>
      <translation>Bild</translation>
    </message>
    <message>
      <source>Pictures</source>
      <translation>Bilder</translation>
    </message>
    <message>
      <source>Pictures for the test</source>
      <translation>Bilder für den Test</translation>
    </message>
    <message>
      <source>Pictures loaded &amp;ahead</source>
      <translation>&amp;Im Voraus geladene Bilder</translation>
    </message>
    <message>
      <source>Pictures of a folder come in pairs of codecs, all in the same bytes; you say which is closer to the original. From all answers every codec gets a strength (Bradley and Terry).</source>
      <translation>Bilder eines Ordners kommen in Paaren von Codecs, alle in denselben Bytes; Sie sagen, welches dem Original näher ist. Aus allen Antworten bekommt jeder Codec eine Stärke (Bradley und Terry).</translation>
    </message>
    <message>
      <source>Pink blocks have more of the picture's error than of its bits, green ones more of the bits. The colour is full where one share is 4 times the other.</source>
      <translation>Rosa Blöcke haben mehr vom Fehler des Bildes als von seinen Bits, grüne mehr von den Bits. Die Farbe ist voll, wo ein Anteil 4-mal der andere ist.</translation>
    </message>
    <message>
      <source>Pixel &amp;grid</source>
      <translation>Pixel&amp;gitter</translation>
    </message>
    <message>
      <source>Pixel &amp;values (3200 %)</source>
      <translation>Pixel&amp;werte (3200 %)</translation>
    </message>
    <message>
      <source>Pla&amp;y the animation</source>
      <translation>Animation &amp;abspielen</translation>
    </message>
    <message>
      <source>Place</source>
      <translation>Ort</translation>
    </message>
    <message>
      <source>Presets</source>
      <translation>Vorlagen</translation>
    </message>
    <message>
      <source>Press {compress}: it is compressed while you choose quality or size.</source>
      <translation>Drücken Sie {compress}: Es wird komprimiert, während Sie Qualität oder Größe wählen.</translation>
    </message>
    <message>
      <source>Previous frame</source>
      <translation>Voriges Einzelbild</translation>
    </message>
    <message>
      <source>Program</source>
      <translation>Programm</translation>
    </message>
    <message>
      <source>Progress</source>
      <translation>Fortschritt</translation>
    </message>
    <message>
      <source>Progress of the queue</source>
      <translation>Fortschritt der Warteschlange</translation>
    </message>
    <message>
      <source>Progress of {name}</source>
      <translation>Fortschritt von {name}</translation>
    </message>
    <message>
      <source>Protect it</source>
      <translation>Schützen</translation>
    </message>
    <message>
      <source>Protect te&amp;xt and faces</source>
      <translation>Te&amp;xt und Gesichter schützen</translation>
    </message>
    <message>
      <source>Protection takes {size} (+{share} %).</source>
      <translation>Der Schutz kostet {size} (+{share} %).</translation>
    </message>
    <message>
      <source>Put into the compress queue</source>
      <translation>In die Komprimier-Warteschlange stellen</translation>
    </message>
    <message>
      <source>Put the compressed photos into</source>
      <translation>Komprimierte Fotos ablegen in</translation>
    </message>
    <message>
      <source>Quality</source>
      <translation>Qualität</translation>
    </message>
    <message>
      <source>Quality at which bytes are compared</source>
      <translation>Qualität, bei der Bytes verglichen werden</translation>
    </message>
    <message>
      <source>Rate against distortion</source>
      <translation>Rate gegen Verzerrung</translation>
    </message>
    <message>
      <source>Rate and &amp;distortion chart</source>
      <translation>&amp;Diagramm von Rate und Verzerrung</translation>
    </message>
    <message>
      <source>Rate and distortion</source>
      <translation>Rate und Verzerrung</translation>
    </message>
    <message>
      <source>Ratio</source>
      <translation>Verhältnis</translation>
    </message>
    <message>
      <source>Read</source>
      <translation>Lesen</translation>
    </message>
    <message>
      <source>Recent</source>
      <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
      <source>Recent pictures</source>
      <translation>Zuletzt geöffnete Bilder</translation>
    </message>
    <message>
      <source>Remove</source>
      <translation>Entfernen</translation>
    </message>
    <message>
      <source>Remove '{name}' ({size})? Files that were written with it can't be opened without it.</source>
      <translation>„{name}“ ({size}) entfernen? Dateien, die damit geschrieben wurden, lassen sich ohne es nicht öffnen.</translation>
    </message>
    <message>
      <source>Remove the last pan&amp;e</source>
      <translation>Letztes Feld &amp;entfernen</translation>
    </message>
    <message>
      <source>Rename</source>
      <translation>Umbenennen</translation>
    </message>
    <message>
      <source>Replace them</source>
      <translation>Ersetzen</translation>
    </message>
    <message>
      <source>Restore</source>
      <translation>Wiederherstellen</translation>
    </message>
    <message>
      <source>Restored: {path}</source>
      <translation>Wiederhergestellt: {path}</translation>
    </message>
    <message>
      <source>Result of the blind test</source>
      <translation>Ergebnis des Blindtests</translation>
    </message>
    <message>
      <source>Results</source>
      <translation>Ergebnisse</translation>
    </message>
    <message numerus="yes">
      <source>Results that exist already: %n. What is to be done with them?</source>
      <translation>
        <numerusform>Schon vorhandene Ergebnisse: %n. Was soll mit ihnen geschehen?</numerusform>
        <numerusform>Schon vorhandene Ergebnisse: %n. Was soll mit ihnen geschehen?</numerusform>
      </translation>
    </message>
    <message>
      <source>Resume</source>
      <translation>Weiter</translation>
    </message>
    <message>
      <source>Rotate to the &amp;left</source>
      <translation>Nach &amp;links drehen</translation>
    </message>
    <message>
      <source>Rotate to the &amp;right</source>
      <translation>Nach &amp;rechts drehen</translation>
    </message>
    <message>
      <source>Rotated in this window, but not in the file:</source>
      <translation>In diesem Fenster gedreht, aber nicht in der Datei:</translation>
    </message>
    <message>
      <source>Rotated: so it is copied and saved as a picture. The file stays as it is; Ctrl+Z takes it back.</source>
      <translation>Gedreht: So wird es kopiert und als Bild gespeichert. Die Datei bleibt, wie sie ist; Strg+Z nimmt es zurück.</translation>
    </message>
    <message>
      <source>Rotated: so it is copied, saved and compressed. The file stays as it is; Ctrl+Z takes it back.</source>
      <translation>Gedreht: So wird es kopiert, gespeichert und komprimiert. Die Datei bleibt, wie sie ist; Strg+Z nimmt es zurück.</translation>
    </message>
    <message>
      <source>S&amp;plit with divider</source>
      <translation>&amp;Geteilt mit Trennlinie</translation>
    </message>
    <message>
      <source>S&amp;witch between A and B</source>
      <translation>Zwischen A und B &amp;wechseln</translation>
    </message>
    <message>
      <source>SDC</source>
      <translation>SDC</translation>
    </message>
    <message>
      <source>SDC pictures</source>
      <translation>SDC-Bilder</translation>
    </message>
    <message>
      <source>SDC without channels</source>
      <translation>SDC ohne Kanäle</translation>
    </message>
    <message>
      <source>SDC, drawn by {model}</source>
      <translation>SDC, von {model} gezeichnet</translation>
    </message>
    <message>
      <source>SDC, natural</source>
      <translation>SDC, natürlich</translation>
    </message>
    <message>
      <source>SSIMULACRA2</source>
      <translation>SSIMULACRA2</translation>
    </message>
    <message>
      <source>SSIMULACRA2 at least {score}</source>
      <translation>SSIMULACRA2 mindestens {score}</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>Speichern</translation>
    </message>
    <message>
      <source>Save &amp;picture as…</source>
      <translation>B&amp;ild speichern als…</translation>
    </message>
    <message>
      <source>Save CSV…</source>
      <translation>CSV speichern…</translation>
    </message>
    <message>
      <source>Save as SDC</source>
      <translation>Als SDC speichern</translation>
    </message>
    <message>
      <source>Save e&amp;vidence…</source>
      <translation>B&amp;elege sichern…</translation>
    </message>
    <message>
      <source>Save evidence</source>
      <translation>Belege sichern</translation>
    </message>
    <message>
      <source>Save picture: {what}</source>
      <translation>Bild speichern: {what}</translation>
    </message>
    <message>
      <source>Save sheet…</source>
      <translation>Bogen speichern…</translation>
    </message>
    <message>
      <source>Save the points</source>
      <translation>Die Punkte speichern</translation>
    </message>
    <message>
      <source>Save the ri&amp;val's file…</source>
      <translation>Datei des &amp;Vergleichscodecs speichern…</translation>
    </message>
    <message>
      <source>Save the rival's file</source>
      <translation>Datei des Vergleichscodecs speichern</translation>
    </message>
    <message>
      <source>Save the settings</source>
      <translation>Einstellungen sichern</translation>
    </message>
    <message>
      <source>Save the sheet</source>
      <translation>Den Bogen speichern</translation>
    </message>
    <message>
      <source>Save the table</source>
      <translation>Die Tabelle speichern</translation>
    </message>
    <message>
      <source>Save the trials</source>
      <translation>Die Versuche speichern</translation>
    </message>
    <message>
      <source>Save these settings under a name…</source>
      <translation>Diese Einstellungen unter einem Namen sichern…</translation>
    </message>
    <message>
      <source>Saved: {path}</source>
      <translation>Gespeichert: {path}</translation>
    </message>
    <message>
      <source>Sections</source>
      <translation>Abschnitte</translation>
    </message>
    <message>
      <source>Select one photo to compress it; several are put into the compress queue.</source>
      <translation>Wählen Sie ein Foto aus, um es zu komprimieren; mehrere kommen in die Warteschlange.</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>Einstellungen</translation>
    </message>
    <message>
      <source>Sharp from 200 %, smooth below</source>
      <translation>Ab 200 % scharf, darunter geglättet</translation>
    </message>
    <message>
      <source>Shortcuts</source>
      <translation>Tastenkürzel</translation>
    </message>
    <message>
      <source>Show in file &amp;manager</source>
      <translation>Im Datei&amp;manager zeigen</translation>
    </message>
    <message>
      <source>Show only &amp;A</source>
      <translation>Nur &amp;A zeigen</translation>
    </message>
    <message>
      <source>Show only B</source>
      <translation>Nur B zeigen</translation>
    </message>
    <message>
      <source>Show only the fourth pane</source>
      <translation>Nur das vierte Feld zeigen</translation>
    </message>
    <message>
      <source>Show only the third pane</source>
      <translation>Nur das dritte Feld zeigen</translation>
    </message>
    <message>
      <source>Show the queue</source>
      <translation>Warteschlange zeigen</translation>
    </message>
    <message>
      <source>Shows each channel of the latent as a picture, with its share of the bits. Switch one off to see in a pane what it carries.</source>
      <translation>Zeigt jeden Kanal des Latents als Bild, mit seinem Anteil an den Bits. Schalten Sie einen ab, um in einem Feld zu sehen, was er trägt.</translation>
    </message>
    <message>
      <source>Shows the original and two of the panes without names, and asks which is closer, again and again. The result says how often each was chosen, and with what chance two alike are chosen so unevenly.</source>
      <translation>Zeigt das Original und zwei der Ansichten ohne Namen und fragt immer wieder, welche näher ist. Das Ergebnis sagt, wie oft jede gewählt wurde und mit welcher Chance zwei gleiche so ungleich gewählt werden.</translation>
    </message>
    <message>
      <source>Shows the original, the autoencoder without any quantisation, the file and its natural look in one place. The metrics of each say whether the autoencoder or the coder did the damage.</source>
      <translation>Zeigt an einem Ort das Original, den Autoencoder ohne jede Quantisierung, die Datei und ihr natürliches Aussehen. Die Maße von jedem sagen, ob der Autoencoder oder der Codierer den Schaden angerichtet hat.</translation>
    </message>
    <message>
      <source>Shows {letter}; the space bar goes through all.</source>
      <translation>Zeigt {letter}; die Leertaste geht alle durch.</translation>
    </message>
    <message>
      <source>Shrink the picture to {width} × {height}</source>
      <translation>Bild auf {width} × {height} verkleinern</translation>
    </message>
    <message>
      <source>Si&amp;ze of thumbnails in the strip</source>
      <translation>Größe der Bilder in der Vorschau&amp;leiste</translation>
    </message>
    <message>
      <source>Side &amp;by side</source>
      <translation>&amp;Nebeneinander</translation>
    </message>
    <message>
      <source>Size</source>
      <translation>Größe</translation>
    </message>
    <message>
      <source>Size of each file</source>
      <translation>Größe jeder Datei</translation>
    </message>
    <message>
      <source>Size of the thumbnails</source>
      <translation>Größe der Vorschaubilder</translation>
    </message>
    <message>
      <source>Slow rivals, at their best</source>
      <translation>Langsame Vergleichscodecs, so gut sie können</translation>
    </message>
    <message>
      <source>Slow: seconds to minutes per megapixel, measured when it is first used.</source>
      <translation>Langsam: Sekunden bis Minuten je Megapixel; gemessen beim ersten Gebrauch.</translation>
    </message>
    <message>
      <source>Small (quality 30)</source>
      <translation>Klein (Qualität 30)</translation>
    </message>
    <message>
      <source>Small text</source>
      <translation>Kleine Schrift</translation>
    </message>
    <message>
      <source>So few trials can't show anything: even all right happens too often by guessing.</source>
      <translation>So wenige Versuche können nichts zeigen: Selbst alles richtig kommt durch Raten zu oft vor.</translation>
    </message>
    <message>
      <source>Software</source>
      <translation>Software</translation>
    </message>
    <message>
      <source>Something went wrong that should not: {error}</source>
      <translation>Etwas ging schief, das nicht sollte: {error}</translation>
    </message>
    <message>
      <source>Sort by</source>
      <translation>Sortieren</translation>
    </message>
    <message>
      <source>Sort by &amp;date</source>
      <translation>Nach Da&amp;tum ordnen</translation>
    </message>
    <message>
      <source>Sort by n&amp;ame</source>
      <translation>Nach Na&amp;men ordnen</translation>
    </message>
    <message>
      <source>Sort by si&amp;ze</source>
      <translation>Nach &amp;Größe ordnen</translation>
    </message>
    <message>
      <source>Squares of 64 × 64 pixels with the most squared error. A click shows one in all panes.</source>
      <translation>Quadrate von 64 × 64 Pixeln mit dem größten quadratischen Fehler. Ein Klick zeigt eines in allen Feldern.</translation>
    </message>
    <message>
      <source>Stable Diffusion (KL)</source>
      <translation>Stable Diffusion (KL)</translation>
    </message>
    <message>
      <source>Stable Diffusion 1, sharper</source>
      <translation>Stable Diffusion 1, schärfer</translation>
    </message>
    <message>
      <source>Stable Diffusion 1, smoothest: a good first choice</source>
      <translation>Stable Diffusion 1, am glattesten: eine gute erste Wahl</translation>
    </message>
    <message>
      <source>Stable Diffusion XL</source>
      <translation>Stable Diffusion XL</translation>
    </message>
    <message>
      <source>Stable Diffusion, small</source>
      <translation>Stable Diffusion, klein</translation>
    </message>
    <message>
      <source>State</source>
      <translation>Zustand</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>Anhalten</translation>
    </message>
    <message>
      <source>Stop asking</source>
      <translation>Anfrage abbrechen</translation>
    </message>
    <message>
      <source>Stop checking</source>
      <translation>Prüfung abbrechen</translation>
    </message>
    <message>
      <source>Stop, or leave full screen</source>
      <translation>Anhalten oder Vollbild verlassen</translation>
    </message>
    <message>
      <source>Stopped before there was a result.</source>
      <translation>Angehalten, bevor es ein Ergebnis gab.</translation>
    </message>
    <message>
      <source>Stopped.</source>
      <translation>Angehalten.</translation>
    </message>
    <message>
      <source>Stopped: what is shown is the one before.</source>
      <translation>Angehalten: Gezeigt wird das vorige.</translation>
    </message>
    <message>
      <source>Strength</source>
      <translation>Stärke</translation>
    </message>
    <message>
      <source>Strength is the natural logarithm of the odds of being chosen, with the half-width of its 95 % interval; its mean is 0 (Bradley-Terry, {count} trials).</source>
      <translation>Die Stärke ist der natürliche Logarithmus der Chancen, gewählt zu werden, mit der halben Breite ihres 95-%-Intervalls; ihr Mittel ist 0 (Bradley-Terry, {count} Versuche).</translation>
    </message>
    <message>
      <source>Taken</source>
      <translation>Aufgenommen</translation>
    </message>
    <message>
      <source>Target size</source>
      <translation>Zielgröße</translation>
    </message>
    <message>
      <source>Tells whether you can tell two of the panes apart: X is one of them, and nothing on the screen says which. The result is the chance to be right as often by guessing, by an exact binomial test.</source>
      <translation>Sagt, ob Sie zwei der Ansichten unterscheiden können: X ist eine davon, und nichts auf dem Bildschirm verrät, welche. Das Ergebnis ist die Chance, durch Raten so oft richtig zu liegen, nach einem exakten Binomialtest.</translation>
    </message>
    <message>
      <source>Texture</source>
      <translation>Struktur</translation>
    </message>
    <message>
      <source>That does not work.</source>
      <translation>Das geht nicht.</translation>
    </message>
    <message>
      <source>That is the best quality: it needs no more bytes.</source>
      <translation>Das ist die beste Qualität: Sie braucht nicht mehr Bytes.</translation>
    </message>
    <message>
      <source>That will be forgotten. Quit nevertheless?</source>
      <translation>Das geht verloren. Trotzdem beenden?</translation>
    </message>
    <message>
      <source>The &amp;wheel goes to the next picture (zoom with Ctrl)</source>
      <translation>Das &amp;Mausrad geht zum nächsten Bild (Zoom mit Strg)</translation>
    </message>
    <message>
      <source>The arrow and page keys scroll; any other key closes this page.</source>
      <translation>Pfeil- und Bildtasten blättern; jede andere Taste schließt diese Seite.</translation>
    </message>
    <message>
      <source>The autoencoder alone is no nearer to the original than the file.</source>
      <translation>Der Autoencoder allein ist dem Original nicht näher als die Datei.</translation>
    </message>
    <message numerus="yes">
      <source>The compress queue is not finished; %n to go. Quit nevertheless?</source>
      <translation>
        <numerusform>Die Komprimier-Warteschlange ist noch nicht fertig; %n steht aus. Trotzdem beenden?</numerusform>
        <numerusform>Die Komprimier-Warteschlange ist noch nicht fertig; %n stehen aus. Trotzdem beenden?</numerusform>
      </translation>
    </message>
    <message>
      <source>The desktop opens .sdc files with sdviewer now.</source>
      <translation>Ab jetzt öffnet sdviewer .sdc-Dateien.</translation>
    </message>
    <message>
      <source>The figures of the rectangle are copied.</source>
      <translation>Die Zahlen des Rechtecks sind kopiert.</translation>
    </message>
    <message>
      <source>The filter hides all pictures here.</source>
      <translation>Der Filter blendet hier alle Bilder aus.</translation>
    </message>
    <message>
      <source>The first folder</source>
      <translation>Der erste Ordner</translation>
    </message>
    <message>
      <source>The first points are made while nothing else is asked for.</source>
      <translation>Die ersten Punkte entstehen, während nichts anderes verlangt wird.</translation>
    </message>
    <message>
      <source>The licence isn't said.</source>
      <translation>Die Lizenz ist nicht angegeben.</translation>
    </message>
    <message>
      <source>The main job</source>
      <translation>Die Hauptsache</translation>
    </message>
    <message>
      <source>The model '{name}' is ready.</source>
      <translation>Das Modell „{name}“ ist bereit.</translation>
    </message>
    <message>
      <source>The model that draws this draws faithfully only: it has no second decoder that invents texture.</source>
      <translation>Das Modell, das dies zeichnet, zeichnet nur treu: Es hat keinen zweiten Decoder, der Textur erfindet.</translation>
    </message>
    <message>
      <source>The next pictures are made…</source>
      <translation>Die nächsten Bilder werden gemacht…</translation>
    </message>
    <message>
      <source>The number of trials is fixed now, else chance could be waited for.</source>
      <translation>Die Zahl der Versuche steht jetzt fest, sonst ließe sich auf den Zufall warten.</translation>
    </message>
    <message>
      <source>The other</source>
      <translation>Das andere</translation>
    </message>
    <message>
      <source>The queue in numbers</source>
      <translation>Die Warteschlange in Zahlen</translation>
    </message>
    <message>
      <source>The same name in a folder…</source>
      <translation>Derselbe Name in einem Ordner…</translation>
    </message>
    <message>
      <source>The sample photo is missing from this installation.</source>
      <translation>Das Beispielfoto fehlt in dieser Installation.</translation>
    </message>
    <message>
      <source>The second folder</source>
      <translation>Der zweite Ordner</translation>
    </message>
    <message>
      <source>The test was ended after {done} of {count} trials: a chance holds only if that was not for the result.</source>
      <translation>Der Test wurde nach {done} von {count} Versuchen beendet: Eine Chance gilt nur, wenn das nicht wegen des Ergebnisses war.</translation>
    </message>
    <message>
      <source>The wheel zooms, dragging or the arrow keys move the picture, the keys [ and ] move the divider.</source>
      <translation>Das Mausrad zoomt, Ziehen oder die Pfeiltasten bewegen das Bild, die Tasten [ und ] die Trennlinie.</translation>
    </message>
    <message>
      <source>There are no photos in what was given. Choose other files or another folder.</source>
      <translation>Darin sind keine Fotos. Wählen Sie andere Dateien oder einen anderen Ordner.</translation>
    </message>
    <message>
      <source>There are no photos in {folder}.</source>
      <translation>In {folder} sind keine Fotos.</translation>
    </message>
    <message>
      <source>There are no pictures here.</source>
      <translation>Hier sind keine Bilder.</translation>
    </message>
    <message>
      <source>There are no pictures in what was opened. Choose another folder.</source>
      <translation>Darin sind keine Bilder. Wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
      <source>There is no SDC to be compared with.</source>
      <translation>Es gibt kein SDC zum Vergleichen.</translation>
    </message>
    <message>
      <source>There is no autoencoder in .safetensors files there.</source>
      <translation>Dort ist kein Autoencoder in .safetensors-Dateien.</translation>
    </message>
    <message>
      <source>There is no picture in the clipboard.</source>
      <translation>In der Zwischenablage ist kein Bild.</translation>
    </message>
    <message>
      <source>There is no picture in what was given. Copy a picture or a file first.</source>
      <translation>Darin ist kein Bild. Kopieren Sie zuerst ein Bild oder eine Datei.</translation>
    </message>
    <message>
      <source>There is no such map of pictures of unequal size: {first} and {second}.</source>
      <translation>Von verschieden großen Bildern gibt es diese Karte nicht: {first} und {second}.</translation>
    </message>
    <message>
      <source>These figures are uncertain: there were few trials, or one codec has won, or lost, all of its own.</source>
      <translation>Diese Zahlen sind unsicher: Es waren wenige Versuche, oder ein Codec hat alle seine gewonnen oder verloren.</translation>
    </message>
    <message>
      <source>This file would be made of the original. Open that to see it.</source>
      <translation>Diese Datei würde aus dem Original gemacht. Öffnen Sie das, um sie zu sehen.</translation>
    </message>
    <message>
      <source>This is a preview. The picture needs the model {model}, which isn't here.</source>
      <translation>Das ist eine Vorschau. Das Bild braucht das Modell {model}, das nicht da ist.</translation>
    </message>
    <message>
      <source>This is the original.</source>
      <translation>Das hier ist das Original.</translation>
    </message>
    <message>
      <source>This model isn't here.</source>
      <translation>Dieses Modell ist nicht da.</translation>
    </message>
    <message>
      <source>This one wasn't added here.</source>
      <translation>Dieses wurde nicht hier hinzugefügt.</translation>
    </message>
    <message>
      <source>This picture is drawn by sdviewer's own small decoder. TAESD (10 MB) draws the same file with finer detail, more slowly.</source>
      <translation>Dieses Bild zeichnet sdviewers eigener kleiner Decoder. TAESD (10 MB) zeichnet dieselbe Datei mit feineren Einzelheiten, aber langsamer.</translation>
    </message>
    <message>
      <source>Thumbnail &amp;strip</source>
      <translation>Vorschau&amp;leiste</translation>
    </message>
    <message>
      <source>Thumbnail strip</source>
      <translation>Vorschauleiste</translation>
    </message>
    <message>
      <source>Thumbnails</source>
      <translation>Vorschaubilder</translation>
    </message>
    <message>
      <source>Time</source>
      <translation>Zeit</translation>
    </message>
    <message>
      <source>To be compressed with these settings: {name}</source>
      <translation>Mit diesen Einstellungen zu komprimieren: {name}</translation>
    </message>
    <message>
      <source>To the folder above</source>
      <translation>Zum Ordner darüber</translation>
    </message>
    <message>
      <source>Too small for this picture: at full size it takes at least about {size}.</source>
      <translation>Zu klein für dieses Bild: In voller Größe braucht es mindestens etwa {size}.</translation>
    </message>
    <message>
      <source>Tool bar</source>
      <translation>Werkzeugleiste</translation>
    </message>
    <message>
      <source>Transparency</source>
      <translation>Transparenz</translation>
    </message>
    <message>
      <source>Trial {number} of {count}</source>
      <translation>Versuch {number} von {count}</translation>
    </message>
    <message>
      <source>Trials</source>
      <translation>Versuche</translation>
    </message>
    <message>
      <source>Try a&amp;gain</source>
      <translation>&amp;Wiederholen</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>Noch einmal</translation>
    </message>
    <message>
      <source>Try failed and cancelled ones again</source>
      <translation>Misslungene und Abgebrochene wiederholen</translation>
    </message>
    <message>
      <source>Turn the &amp;divider</source>
      <translation>&amp;Trennlinie drehen</translation>
    </message>
    <message>
      <source>Two that are equally close are chosen at least as unevenly with a chance of {p} (binomial test, two-sided).</source>
      <translation>Zwei gleich nahe werden mit einer Chance von {p} mindestens so ungleich gewählt (Binomialtest, zweiseitig).</translation>
    </message>
    <message>
      <source>Type a command…</source>
      <translation>Befehl eingeben…</translation>
    </message>
    <message>
      <source>Use the best: SSIMULACRA2 {score}</source>
      <translation>Das Beste nehmen: SSIMULACRA2 {score}</translation>
    </message>
    <message>
      <source>Use the smallest: {size}</source>
      <translation>Das kleinste nehmen: {size}</translation>
    </message>
    <message>
      <source>Used by: {names}. It would lose these keys.</source>
      <translation>Belegt von: {names}. Das Kürzel würde dort entfallen.</translation>
    </message>
    <message>
      <source>Values of the pixel under the cursor</source>
      <translation>Werte des Pixels unter dem Zeiger</translation>
    </message>
    <message>
      <source>Version</source>
      <translation>Version</translation>
    </message>
    <message>
      <source>Viewer and encoder for .sdc, a learned image format that keeps photos in a few kilobytes.</source>
      <translation>Betrachter und Kodierer für .sdc, ein gelerntes Bildformat, das Fotos in wenigen Kilobyte hält.</translation>
    </message>
    <message>
      <source>W&amp;hich is closer to the original…</source>
      <translation>Was &amp;ist näher am Original…</translation>
    </message>
    <message>
      <source>Waits for the SDC, to be as large…</source>
      <translation>Wartet auf die SDC-Datei, um ebenso groß zu werden…</translation>
    </message>
    <message>
      <source>Web page</source>
      <translation>Webseite</translation>
    </message>
    <message>
      <source>What decides</source>
      <translation>Was entscheidet</translation>
    </message>
    <message>
      <source>What for</source>
      <translation>Wofür</translation>
    </message>
    <message>
      <source>What is protected is more faithful, at the expense of the rest.</source>
      <translation>Was geschützt ist, bleibt getreuer, zulasten des Übrigen.</translation>
    </message>
    <message>
      <source>What looks like text or a face is kept more faithful. At a target size the rest of the picture pays for it, otherwise the file grows.</source>
      <translation>Was wie Text oder ein Gesicht aussieht, bleibt getreuer. Bei einer Zielgröße geht das zulasten des übrigen Bildes, sonst wird die Datei größer.</translation>
    </message>
    <message>
      <source>What was drawn with the brush is no longer kept more faithful. The photo is compressed anew.</source>
      <translation>Was mit dem Pinsel gemalt wurde, bleibt nicht mehr getreuer. Das Foto wird neu komprimiert.</translation>
    </message>
    <message>
      <source>Wheel</source>
      <translation>Rad</translation>
    </message>
    <message>
      <source>Where the l&amp;oss comes from</source>
      <translation>Wo&amp;her der Verlust kommt</translation>
    </message>
    <message>
      <source>Where to begin</source>
      <translation>So fangen Sie an</translation>
    </message>
    <message>
      <source>Which picture was this made from?</source>
      <translation>Aus welchem Bild ist dies entstanden?</translation>
    </message>
    <message>
      <source>White</source>
      <translation>Weiß</translation>
    </message>
    <message>
      <source>White balance</source>
      <translation>Weißabgleich</translation>
    </message>
    <message>
      <source>Without the original there is nothing to draw. Choose it in the menu Compare.</source>
      <translation>Ohne das Original gibt es nichts zu zeichnen. Wählen Sie es im Menü Vergleichen.</translation>
    </message>
    <message>
      <source>Worst block</source>
      <translation>Schlechtester Block</translation>
    </message>
    <message>
      <source>Worst blocks</source>
      <translation>Schlechteste Blöcke</translation>
    </message>
    <message>
      <source>Write</source>
      <translation>Schreiben</translation>
    </message>
    <message>
      <source>Writes what the panes show as one web page, with a divider, maps, crops, bytes, metrics and hashes, that opens without a network. With the suffix .png it is one sheet of pictures instead.</source>
      <translation>Schreibt, was die Bereiche zeigen, als eine Webseite mit Trennlinie, Karten, Ausschnitten, Bytes, Maßen und Prüfsummen, die ohne Netz aufgeht. Mit der Endung .png wird es stattdessen ein Bogen mit Bildern.</translation>
    </message>
    <message>
      <source>X is the same as</source>
      <translation>X ist dasselbe wie</translation>
    </message>
    <message>
      <source>Zoom</source>
      <translation>Zoom</translation>
    </message>
    <message>
      <source>Zoom &amp;in</source>
      <translation>&amp;Vergrößern</translation>
    </message>
    <message>
      <source>Zoom &amp;out</source>
      <translation>Ver&amp;kleinern</translation>
    </message>
    <message>
      <source>about {size}</source>
      <translation>etwa {size}</translation>
    </message>
    <message>
      <source>about {time} left</source>
      <translation>noch etwa {time}</translation>
    </message>
    <message>
      <source>about {write} s per megapixel to write and {read} s to read, as measured here</source>
      <translation>etwa {write} s je Megapixel beim Schreiben und {read} s beim Lesen, hier gemessen</translation>
    </message>
    <message>
      <source>above: open them, below: compress them all</source>
      <translation>oben: öffnen, unten: alle komprimieren</translation>
    </message>
    <message>
      <source>adding: copied and tried on a photo…</source>
      <translation>wird kopiert und an einem Foto erprobt…</translation>
    </message>
    <message>
      <source>against {name}</source>
      <translation>gegen {name}</translation>
    </message>
    <message>
      <source>analysing</source>
      <translation>Analyse</translation>
    </message>
    <message>
      <source>aperture priority</source>
      <translation>Zeitautomatik</translation>
    </message>
    <message>
      <source>as good as JPEG of quality {quality}</source>
      <translation>so gut wie JPEG mit Qualität {quality}</translation>
    </message>
    <message>
      <source>at most {size} each</source>
      <translation>je höchstens {size}</translation>
    </message>
    <message>
      <source>automatic</source>
      <translation>automatisch</translation>
    </message>
    <message>
      <source>average</source>
      <translation>Mittelwert</translation>
    </message>
    <message>
      <source>bits spent</source>
      <translation>Bits ausgegeben</translation>
    </message>
    <message>
      <source>blind test</source>
      <translation>Blindtest</translation>
    </message>
    <message>
      <source>bpp</source>
      <translation>bpp</translation>
    </message>
    <message>
      <source>brighter by 64</source>
      <translation>um 64 heller</translation>
    </message>
    <message>
      <source>can't reach this size, smallest is {size}</source>
      <translation>erreicht diese Größe nicht, kleinste ist {size}</translation>
    </message>
    <message>
      <source>cancelled</source>
      <translation>abgebrochen</translation>
    </message>
    <message>
      <source>centre-weighted</source>
      <translation>mittenbetont</translation>
    </message>
    <message>
      <source>checked</source>
      <translation>geprüft</translation>
    </message>
    <message>
      <source>checksum right</source>
      <translation>Prüfsumme stimmt</translation>
    </message>
    <message>
      <source>codecs</source>
      <translation>Codecs</translation>
    </message>
    <message>
      <source>coding</source>
      <translation>Kodieren</translation>
    </message>
    <message>
      <source>comes with sdviewer</source>
      <translation>mit sdviewer geliefert</translation>
    </message>
    <message>
      <source>converted to sRGB</source>
      <translation>nach sRGB umgewandelt</translation>
    </message>
    <message>
      <source>damaged</source>
      <translation>beschädigt</translation>
    </message>
    <message>
      <source>damaged: a part is missing</source>
      <translation>beschädigt: ein Teil fehlt</translation>
    </message>
    <message>
      <source>darker by 64</source>
      <translation>um 64 dunkler</translation>
    </message>
    <message>
      <source>deep compression (DC)</source>
      <translation>starke Kompression (DC)</translation>
    </message>
    <message>
      <source>deep compression, 32 × 32 pixels</source>
      <translation>starke Kompression, 32 × 32 Pixel</translation>
    </message>
    <message>
      <source>depth of field</source>
      <translation>Schärfentiefe</translation>
    </message>
    <message>
      <source>did not fire</source>
      <translation>nicht ausgelöst</translation>
    </message>
    <message>
      <source>distance {0}</source>
      <translation>Distanz {0}</translation>
    </message>
    <message>
      <source>done</source>
      <translation>fertig</translation>
    </message>
    <message>
      <source>downloading {size}</source>
      <translation>{size} werden heruntergeladen</translation>
    </message>
    <message>
      <source>drawing</source>
      <translation>Zeichnen</translation>
    </message>
    <message>
      <source>drawing…</source>
      <translation>wird gezeichnet…</translation>
    </message>
    <message>
      <source>effort {0}</source>
      <translation>Aufwand {0}</translation>
    </message>
    <message>
      <source>encoding</source>
      <translation>Kodieren</translation>
    </message>
    <message>
      <source>encoding…</source>
      <translation>kodiert…</translation>
    </message>
    <message>
      <source>enlarged by a bicubic filter</source>
      <translation>bikubisch vergrößert</translation>
    </message>
    <message>
      <source>error left</source>
      <translation>Fehler übrig</translation>
    </message>
    <message>
      <source>evidence</source>
      <translation>Belege</translation>
    </message>
    <message>
      <source>failed</source>
      <translation>misslungen</translation>
    </message>
    <message>
      <source>faithful</source>
      <translation>getreu</translation>
    </message>
    <message>
      <source>fast action</source>
      <translation>schnelle Bewegung</translation>
    </message>
    <message>
      <source>final</source>
      <translation>endgültig</translation>
    </message>
    <message>
      <source>fired</source>
      <translation>ausgelöst</translation>
    </message>
    <message>
      <source>fit to the window, or 100 %</source>
      <translation>ganz im Fenster oder 100 %</translation>
    </message>
    <message>
      <source>folders</source>
      <translation>Ordner</translation>
    </message>
    <message>
      <source>generative</source>
      <translation>generativ</translation>
    </message>
    <message>
      <source>generative: invents detail</source>
      <translation>generativ: erfindet Details</translation>
    </message>
    <message>
      <source>generative: invents {share} % of its detail</source>
      <translation>generativ: erfindet {share} % der Details</translation>
    </message>
    <message>
      <source>in use: {name}</source>
      <translation>in Gebrauch: {name}</translation>
    </message>
    <message>
      <source>invented {share} %</source>
      <translation>erfunden {share} %</translation>
    </message>
    <message>
      <source>landscape</source>
      <translation>Landschaft</translation>
    </message>
    <message>
      <source>left out</source>
      <translation>ausgelassen</translation>
    </message>
    <message>
      <source>less than 0.01 %</source>
      <translation>weniger als 0,01 %</translation>
    </message>
    <message>
      <source>loading the model…</source>
      <translation>Modell wird geladen…</translation>
    </message>
    <message>
      <source>loading…</source>
      <translation>lädt…</translation>
    </message>
    <message>
      <source>looking for devices…</source>
      <translation>Geräte werden gesucht…</translation>
    </message>
    <message>
      <source>looking for packages…</source>
      <translation>Pakete werden gesucht…</translation>
    </message>
    <message>
      <source>lost {lost}, invented {invented}</source>
      <translation>verloren {lost}, erfunden {invented}</translation>
    </message>
    <message>
      <source>lost {share} %</source>
      <translation>verloren {share} %</translation>
    </message>
    <message>
      <source>manual</source>
      <translation>von Hand</translation>
    </message>
    <message>
      <source>method {0}</source>
      <translation>Methode {0}</translation>
    </message>
    <message>
      <source>model {0}</source>
      <translation>Modell {0}</translation>
    </message>
    <message>
      <source>move the picture, or the divider</source>
      <translation>bewegt das Bild oder die Trennlinie</translation>
    </message>
    <message>
      <source>natural</source>
      <translation>natürlich</translation>
    </message>
    <message>
      <source>needs an answer</source>
      <translation>braucht eine Antwort</translation>
    </message>
    <message>
      <source>no</source>
      <translation>nein</translation>
    </message>
    <message>
      <source>not reached</source>
      <translation>nicht erreicht</translation>
    </message>
    <message>
      <source>nothing quantised</source>
      <translation>nichts quantisiert</translation>
    </message>
    <message>
      <source>on white</source>
      <translation>auf Weiß</translation>
    </message>
    <message>
      <source>open it; on its name choose what the pane shows</source>
      <translation>öffnet es; auf seinem Namen wählen, was das Feld zeigt</translation>
    </message>
    <message>
      <source>open it; with Ctrl compress it</source>
      <translation>öffnet es; mit Strg wird es komprimiert</translation>
    </message>
    <message>
      <source>optimised</source>
      <translation>optimiert</translation>
    </message>
    <message>
      <source>original</source>
      <translation>Original</translation>
    </message>
    <message>
      <source>owner/name</source>
      <translation>Eigentümer/Name</translation>
    </message>
    <message>
      <source>partial</source>
      <translation>Ausschnitt</translation>
    </message>
    <message>
      <source>pattern</source>
      <translation>Mehrfeld</translation>
    </message>
    <message>
      <source>paused</source>
      <translation>angehalten</translation>
    </message>
    <message>
      <source>portrait</source>
      <translation>Porträt</translation>
    </message>
    <message>
      <source>preview</source>
      <translation>Vorschau</translation>
    </message>
    <message>
      <source>preview only</source>
      <translation>nur Vorschau</translation>
    </message>
    <message>
      <source>program</source>
      <translation>Programmautomatik</translation>
    </message>
    <message>
      <source>progressive</source>
      <translation>progressiv</translation>
    </message>
    <message>
      <source>putting files in their places</source>
      <translation>Dateien kommen an ihren Platz</translation>
    </message>
    <message>
      <source>quality {0}</source>
      <translation>Qualität {0}</translation>
    </message>
    <message>
      <source>quality {quality}</source>
      <translation>Qualität {quality}</translation>
    </message>
    <message>
      <source>quality {quality}, encoded in {seconds} s</source>
      <translation>Qualität {quality}, kodiert in {seconds} s</translation>
    </message>
    <message>
      <source>reading</source>
      <translation>Lesen</translation>
    </message>
    <message>
      <source>ready</source>
      <translation>bereit</translation>
    </message>
    <message>
      <source>refining</source>
      <translation>Verfeinern</translation>
    </message>
    <message>
      <source>rotated as it is shown</source>
      <translation>gedreht, wie es gezeigt wird</translation>
    </message>
    <message>
      <source>scaled to {0} × {1}</source>
      <translation>verkleinert auf {0} × {1}</translation>
    </message>
    <message>
      <source>sdviewer is open already, but gave no answer for a minute: this is a second window.</source>
      <translation>sdviewer ist schon offen, hat aber eine Minute lang nicht geantwortet: Dies ist ein zweites Fenster.</translation>
    </message>
    <message>
      <source>sdviewer's own</source>
      <translation>das eigene von sdviewer</translation>
    </message>
    <message>
      <source>searching…</source>
      <translation>sucht…</translation>
    </message>
    <message>
      <source>set by hand</source>
      <translation>von Hand eingestellt</translation>
    </message>
    <message>
      <source>several spots</source>
      <translation>mehrere Punkte</translation>
    </message>
    <message>
      <source>shrunk to {width} × {height}</source>
      <translation>verkleinert auf {width} × {height}</translation>
    </message>
    <message>
      <source>shutter priority</source>
      <translation>Blendenautomatik</translation>
    </message>
    <message>
      <source>small (Tiny)</source>
      <translation>klein (Tiny)</translation>
    </message>
    <message>
      <source>small and fast, less exact; for {name}</source>
      <translation>klein und schnell, weniger genau; für {name}</translation>
    </message>
    <message>
      <source>small text</source>
      <translation>kleine Schrift</translation>
    </message>
    <message>
      <source>speed {0}</source>
      <translation>Tempo {0}</translation>
    </message>
    <message>
      <source>spot</source>
      <translation>Punkt</translation>
    </message>
    <message>
      <source>steady</source>
      <translation>beständig</translation>
    </message>
    <message>
      <source>stopped</source>
      <translation>angehalten</translation>
    </message>
    <message>
      <source>stopped; this is the one before</source>
      <translation>angehalten; dies ist das vorige</translation>
    </message>
    <message>
      <source>structure kept</source>
      <translation>Struktur erhalten</translation>
    </message>
    <message>
      <source>structure lost</source>
      <translation>Struktur verloren</translation>
    </message>
    <message>
      <source>texture {percent} %</source>
      <translation>Struktur {percent} %</translation>
    </message>
    <message>
      <source>theme dark mode</source>
      <translation>Design Farbschema dunkler Modus</translation>
    </message>
    <message>
      <source>tuned for {0}</source>
      <translation>abgestimmt auf {0}</translation>
    </message>
    <message>
      <source>unsteady {share} %</source>
      <translation>unbeständig {share} %</translation>
    </message>
    <message>
      <source>waiting</source>
      <translation>wartet</translation>
    </message>
    <message>
      <source>waiting…</source>
      <translation>wartet…</translation>
    </message>
    <message>
      <source>waits for the picture in the window</source>
      <translation>wartet auf das Bild im Fenster</translation>
    </message>
    <message>
      <source>waits until {name} is saved</source>
      <translation>wartet, bis {name} gespeichert ist</translation>
    </message>
    <message>
      <source>with a profile of {0} bytes</source>
      <translation>mit einem Profil von {0} Bytes</translation>
    </message>
    <message>
      <source>without channel {names}</source>
      <translation>ohne Kanal {names}</translation>
    </message>
    <message>
      <source>without metadata</source>
      <translation>ohne Metadaten</translation>
    </message>
    <message>
      <source>working</source>
      <translation>in Arbeit</translation>
    </message>
    <message>
      <source>working…</source>
      <translation>in Arbeit…</translation>
    </message>
    <message>
      <source>yes</source>
      <translation>ja</translation>
    </message>
    <message>
      <source>zoom where the mouse is; with Ctrl the next picture</source>
      <translation>zoomt, wo die Maus ist; mit Strg das nächste Bild</translation>
    </message>
    <message>
      <source>{bits} bits</source>
      <translation>{bits} Bit</translation>
    </message>
    <message>
      <source>{bits} bits and more</source>
      <translation>{bits} Bit und mehr</translation>
    </message>
    <message>
      <source>{bits} bits in blocks of {side} × {side}, {more} beside them: {share} % of the picture data</source>
      <translation>{bits} Bit in Blöcken von {side} × {side}, {more} daneben: {share} % der Bilddaten</translation>
    </message>
    <message>
      <source>{bits} bits, error {error}</source>
      <translation>{bits} Bit, Fehler {error}</translation>
    </message>
    <message>
      <source>{bpp} bpp</source>
      <translation>{bpp} bpp</translation>
    </message>
    <message>
      <source>{codec} can't make a file as small as the SDC's {size}.</source>
      <translation>{codec} kann keine Datei machen, die so klein ist wie die {size} von SDC.</translation>
    </message>
    <message>
      <source>{compress}: about {size}</source>
      <translation>{compress}: etwa {size}</translation>
    </message>
    <message>
      <source>{count} channels of {columns} × {rows} places take {bits} bits; what describes several places at once takes {shared} more.</source>
      <translation>{count} Kanäle von {columns} × {rows} Stellen brauchen {bits} Bit; was mehrere Stellen zugleich beschreibt, braucht {shared} dazu.</translation>
    </message>
    <message>
      <source>{count} of {all}</source>
      <translation>{count} von {all}</translation>
    </message>
    <message>
      <source>{count} without the filter</source>
      <translation>{count} ohne den Filter</translation>
    </message>
    <message>
      <source>{done} of {count}</source>
      <translation>{done} von {count}</translation>
    </message>
    <message>
      <source>{done} of {size}</source>
      <translation>{done} von {size}</translation>
    </message>
    <message>
      <source>{effort}: about {time}</source>
      <translation>{effort}: etwa {time}</translation>
    </message>
    <message>
      <source>{effort}: under 1 s</source>
      <translation>{effort}: unter 1 s</translation>
    </message>
    <message>
      <source>{ended} of {count}</source>
      <translation>{ended} von {count}</translation>
    </message>
    <message>
      <source>{first} and {second}</source>
      <translation>{first} und {second}</translation>
    </message>
    <message>
      <source>{first} and {second}, measured where they overlap</source>
      <translation>{first} und {second}, gemessen, wo sie sich überlappen</translation>
    </message>
    <message>
      <source>{first} was chosen {won} times, {second} {lost} times.</source>
      <translation>{first} wurde {won}-mal gewählt, {second} {lost}-mal.</translation>
    </message>
    <message>
      <source>{folder} has no file named like {name}.</source>
      <translation>{folder} enthält keine Datei, die wie {name} heißt.</translation>
    </message>
    <message>
      <source>{length}, as {full} mm on 35 mm film</source>
      <translation>{length}, wie {full} mm bei Kleinbild</translation>
    </message>
    <message>
      <source>{metric} of the points is being measured.</source>
      <translation>{metric} der Punkte wird gemessen.</translation>
    </message>
    <message>
      <source>{metric} → better</source>
      <translation>{metric} → besser</translation>
    </message>
    <message>
      <source>{name} (copy)</source>
      <translation>{name} (Kopie)</translation>
    </message>
    <message>
      <source>{name} exists already. Replace it?</source>
      <translation>{name} gibt es schon. Ersetzen?</translation>
    </message>
    <message>
      <source>{name} is here already.</source>
      <translation>{name} ist schon da.</translation>
    </message>
    <message>
      <source>{name} is in the cache already: nothing needs to be downloaded.</source>
      <translation>{name} liegt schon im Cache: Es muss nichts heruntergeladen werden.</translation>
    </message>
    <message>
      <source>{name} is in the trash.</source>
      <translation>{name} liegt im Papierkorb.</translation>
    </message>
    <message>
      <source>{name} is no longer rotated.</source>
      <translation>{name} ist nicht mehr gedreht.</translation>
    </message>
    <message>
      <source>{name} is rotated, without loss. Ctrl+Z takes it back.</source>
      <translation>{name} ist gedreht, ohne Verlust. Strg+Z nimmt es zurück.</translation>
    </message>
    <message>
      <source>{name} will be saved when it is compressed.</source>
      <translation>{name} wird gespeichert, sobald es komprimiert ist.</translation>
    </message>
    <message>
      <source>{name} will be saved when it is compressed; the queue says how far it is.</source>
      <translation>{name} wird gespeichert, sobald es komprimiert ist; die Warteschlange sagt, wie weit es ist.</translation>
    </message>
    <message>
      <source>{name}: working…</source>
      <translation>{name}: in Arbeit…</translation>
    </message>
    <message>
      <source>{name}: {size} to download.</source>
      <translation>{name}: {size} herunterzuladen.</translation>
    </message>
    <message>
      <source>{number} · off</source>
      <translation>{number} · aus</translation>
    </message>
    <message>
      <source>{ours} is nowhere better than {theirs}; here it loses least: SSIM of luma {first} against {second}.</source>
      <translation>{ours} ist nirgends besser als {theirs}; hier verliert es am wenigsten: SSIM der Helligkeit {first} gegen {second}.</translation>
    </message>
    <message>
      <source>{ours} is nowhere worse than {theirs}; here it wins least: SSIM of luma {first} against {second}.</source>
      <translation>{ours} ist nirgends schlechter als {theirs}; hier gewinnt es am wenigsten: SSIM der Helligkeit {first} gegen {second}.</translation>
    </message>
    <message>
      <source>{path} is no colour profile of a screen. Choose an ICC file for RGB in the settings.</source>
      <translation>{path} ist kein Farbprofil eines Bildschirms. Wählen Sie in den Einstellungen eine ICC-Datei für RGB.</translation>
    </message>
    <message>
      <source>{path} was not saved, since another picture was opened meanwhile.</source>
      <translation>{path} wurde nicht gespeichert, da inzwischen ein anderes Bild geöffnet wurde.</translation>
    </message>
    <message>
      <source>{path} was not saved. {reason}</source>
      <translation>{path} wurde nicht gespeichert. {reason}</translation>
    </message>
    <message>
      <source>{place}, filtered</source>
      <translation>{place}, gefiltert</translation>
    </message>
    <message>
      <source>{ratio} times</source>
      <translation>{ratio}-fach</translation>
    </message>
    <message>
      <source>{right} of {count} right are needed: by guessing that has a chance of at most 5 %.</source>
      <translation>{right} von {count} müssen richtig sein: Durch Raten hat das höchstens eine Chance von 5 %.</translation>
    </message>
    <message>
      <source>{right} of {count} right.</source>
      <translation>{right} von {count} richtig.</translation>
    </message>
    <message>
      <source>{size}, no smaller</source>
      <translation>{size}, nicht kleiner</translation>
    </message>
    <message>
      <source>{stage} {percent} %</source>
      <translation>{stage} {percent} %</translation>
    </message>
    <message>
      <source>{what}, rotated</source>
      <translation>{what}, gedreht</translation>
    </message>
    <message>
      <source>{what}: at this size it may be redrawn into something else.</source>
      <translation>{what}: Bei dieser Größe wird das vielleicht zu etwas anderem umgezeichnet.</translation>
    </message>
    <message>
      <source>{won} of {count}</source>
      <translation>{won} von {count}</translation>
    </message>
    <message>
      <source>“{text}” is no size for a file. Write a number with B, kB, KiB, MB or MiB: {least} to {most}.</source>
      <translation>„{text}“ ist keine Größe für eine Datei. Schreiben Sie eine Zahl mit B, kB, KiB, MB oder MiB: {least} bis {most}.</translation>
    </message>
    <message>
      <source>≈ {bits} bits (the file's mean)</source>
      <translation>≈ {bits} Bits (Mittel der Datei)</translation>
    </message>
  </context>
  <context>
    <name>QShortcut</name>
    <message>
      <source>Return</source>
      <translation>Eingabe</translation>
    </message>
  </context>
</TS>
